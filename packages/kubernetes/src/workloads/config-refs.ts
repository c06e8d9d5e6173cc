import type { ConfigKind, TrackedConfig } from '../configs.ts';
import { mapConfigNames } from './config-names.ts';
import { copyName, originalName } from './names.ts';
import type { PodSpec } from './pod-template.ts';

/** A ConfigMap or Secret that pods refer to. */
export interface ConfigRef {
  readonly kind: ConfigKind;
  readonly name: string;
  /** Whether pods start without it; where it is referred to twice, the last reference says so (as in Flagger). */
  readonly isOptional: boolean;
}

const TRACKED_SECRETS: readonly (string | undefined)[] = [
  'Opaque',
  'kubernetes.io/basic-auth',
  'kubernetes.io/ssh-auth',
  'kubernetes.io/tls',
];
const OPT_OUT = 'flagger.app/config-tracking';

/** Every ConfigMap and Secret that these pods refer to, each once, ConfigMaps first. */
export function configRefs(spec: PodSpec): readonly ConfigRef[] {
  const refs = new Map<string, ConfigRef>();
  mapConfigNames(spec, (kind, name, isOptional) => {
    refs.set(configKey(kind, name), { kind, name, isOptional });
    return name;
  });
  return [...refs.values()].sort((a, b) => a.kind.localeCompare(b.kind));
}

/** Those of them that are copies, as far as their names tell. */
export const copiesIn = (spec: PodSpec): readonly ConfigRef[] =>
  configRefs(spec).filter(({ name }) => originalName(name) !== undefined);

/** The same pods with the copies in the place of the configs whose keys are given. */
export function withCopies(spec: PodSpec, keys: ReadonlySet<string>): PodSpec {
  return mapConfigNames(spec, (kind, name) => (keys.has(configKey(kind, name)) ? copyName(name) : name));
}

/** Names a config as `status.trackedConfigs` does: `configmap/<name>` or `secret/<name>`. */
export const configKey = (kind: ConfigKind, name: string): string => `${kind.toLowerCase()}/${name}`;

/** Whether its owner wants it tracked, and it is of a type that Flagger copies. */
export function isTracked(kind: ConfigKind, { type, annotations }: TrackedConfig): boolean {
  if (annotations[OPT_OUT]?.startsWith('disable')) {
    return false;
  }
  return kind === 'ConfigMap' || TRACKED_SECRETS.includes(type);
}
