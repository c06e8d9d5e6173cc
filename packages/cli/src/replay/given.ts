import { isJsonObject, type KubeObject } from '@flagger/api';
import type { Manifest } from '@flagger/lint';
import { canaryOf } from '../canary.ts';
import { type Asked, type LocalAsked, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { manifestsAt } from '../lint/paths.ts';
import { type RuleSet, ruleSet } from './rules.ts';

/** The rules that the past is judged by, and those that they are held against. */
export interface Given {
  readonly rules: RuleSet;
  readonly against: RuleSet | undefined;
}

/** Objects as they were read, and where. */
interface Source {
  readonly of: string;
  readonly canary: KubeObject;
  readonly templates: readonly KubeObject[];
}

/** Reads files, or the cluster where none are named. Gives the exit code where the cluster cannot be read. */
export async function rulesIn(asked: LocalAsked): Promise<Given | ExitCode> {
  const { flags } = asked;
  const files = textsIn(flags['file']);
  if (files.length === 0 && asked.names.length === 0) {
    throw new Ended(EXIT.usage, 'what is to be replayed? a name, or -f canary.yaml');
  }
  const source = files.length > 0 ? await fromFiles(files, asked) : await fromCluster(asked);
  if (typeof source === 'number') {
    return source;
  }
  const path = textFlag(asked, 'against');
  const other = path === undefined ? undefined : await fromFiles([path], { ...asked, names: [] });
  return {
    rules: ruleSet(source.of, source.canary, source.templates),
    // templates that are the same in both need not be given twice
    against: other && ruleSet(other.of, other.canary, [...source.templates, ...other.templates]),
  };
}

const textsIn = (given: unknown): readonly string[] =>
  Array.isArray(given) ? given.filter((each) => typeof each === 'string') : [];

async function fromFiles(paths: readonly string[], asked: LocalAsked): Promise<Source> {
  const { manifests, unreadable } = await manifestsAt(paths, asked.io);
  const [broken] = unreadable;
  if (broken) {
    throw new Ended(EXIT.error, `${broken.file}:${broken.place.line}:${broken.place.column} ${broken.says}`);
  }
  const name = nameIn(asked);
  const canaries = manifests.filter((each) => each.kind === 'Canary' && (name === '' || each.name === name));
  const [canary] = canaries;
  if (canary === undefined || canaries.length > 1) {
    const found =
      canary === undefined
        ? `there is no Canary${name === '' ? '' : ` ${name}`} in it`
        : `there are ${canaries.length} Canaries, name one`;
    throw new Ended(EXIT.error, `${paths.join(', ')}: ${found}`);
  }
  const namespace = textFlag(asked, 'namespace');
  const templates = manifests.filter(({ kind }) => kind === 'MetricTemplate');
  return {
    of: canary.file,
    canary: objectOf(canary, namespace),
    templates: templates.map((each) => objectOf(each, canary.namespace ?? namespace)),
  };
}

const objectOf = (
  { object, apiVersion, kind, name, namespace }: Manifest,
  otherwise: string | undefined,
): KubeObject => ({ ...object, apiVersion, kind, metadata: { name, namespace: namespace ?? otherwise ?? 'default' } });

async function fromCluster(asked: LocalAsked): Promise<Source | ExitCode> {
  // files need neither a cluster nor the code that speaks to one
  const { withCluster } = await import('../with-cluster.ts');
  let found: Source | undefined;
  const code = await withCluster(
    {
      load: async () => async (of) => {
        found = await inCluster(of);
        return EXIT.done;
      },
    },
    asked,
  );
  return found ?? code;
}

async function inCluster(asked: Asked): Promise<Source> {
  const place = { namespace: namespaceOf(asked), name: nameIn(asked) };
  const canary = await canaryOf(asked);
  const namespaces = new Set([place.namespace, ...foreignNamespaces(canary)]);
  const lists = await Promise.all(
    [...namespaces].map((namespace) => asked.cluster.list('MetricTemplate', { namespace })),
  );
  return { of: `Canary ${place.namespace}/${place.name}`, canary, templates: lists.flat() };
}

/** Of templates that lie elsewhere. */
function foreignNamespaces(canary: KubeObject): readonly string[] {
  const references: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) {
      value.forEach(look);
    } else if (isJsonObject(value)) {
      const { templateRef } = value;
      if (isJsonObject(templateRef) && typeof templateRef.namespace === 'string') {
        references.push(templateRef.namespace);
      }
      Object.values(value).forEach(look);
    }
  };
  look('spec' in canary ? canary.spec : undefined);
  return references;
}
