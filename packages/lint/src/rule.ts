import type { Canary } from '@flagger/api';
import type { Context } from './context.ts';
import type { Level } from './finding.ts';
import type { Manifest } from './manifest.ts';
import type { Path } from './path.ts';
import { watched } from './watched.ts';

/** One thing that can be wrong, as data. */
export interface Rule {
  /** Never changes its meaning, and is never used again. */
  readonly code: `FLG${number}`;
  readonly level: Level;
  readonly title: string;
  readonly why: string;
  readonly fix: string;
  /** Manifests of which it finds something, and of which it finds nothing; see `exampleText`. */
  readonly fires: string;
  readonly passes: string;
  /** What the examples are linted with. */
  readonly asked?: { readonly isCluster?: true };
  check(manifest: Manifest, context: Context): readonly Hit[];
}

/** A place where a rule holds. */
export interface Hit {
  /** Of a Canary, `analysis` stands for the former name, too. */
  readonly path: Path;
  readonly says: string;
  /** How far into the text of the field. */
  readonly offset?: number;
}

type Written = Omit<Rule, 'check'>;

/** A rule about Canaries that can be read. It says nothing where it looks at what only Flux knows. */
export const ofCanary = (
  rule: Written & { check(canary: Canary, context: Context & { readonly manifest: Manifest }): readonly Hit[] },
): Rule => ({
  ...rule,
  check: (manifest, context) => {
    const { canary } = context.read(manifest);
    if (!canary) {
      return [];
    }
    const { value, wasUnknown } = watched(canary, manifest.object);
    const hits = rule.check(value, { ...context, manifest });
    return wasUnknown() ? [] : hits;
  },
});

/** A rule about manifests of one kind of ours. */
export const ofKind = (
  kind: 'Canary' | 'MetricTemplate' | 'AlertProvider',
  rule: Written & Pick<Rule, 'check'>,
): Rule => ({
  ...rule,
  check: (manifest, context) => (isOurs(manifest) && manifest.kind === kind ? rule.check(manifest, context) : []),
});

/** Whether a manifest is of the API group of Canaries. */
export const isOurs = ({ apiVersion }: Pick<Manifest, 'apiVersion'>): boolean => apiVersion.startsWith('flagger.app/');

/** A hit where something holds, else none. */
export const when = (holds: boolean, path: Path, says: string): readonly Hit[] => (holds ? [{ path, says }] : []);
