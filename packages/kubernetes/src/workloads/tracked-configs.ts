import type { Target } from '@flagger/api';
import type { Configs, TrackedConfig } from '../configs.ts';
import { type ConfigRef, configKey, configRefs, isTracked } from './config-refs.ts';
import { copyName } from './names.ts';
import type { PodSpec } from './pod-template.ts';

/** A ConfigMap or Secret whose change makes a new revision, and which the primary has its own copy of. */
export interface Tracked extends ConfigRef {
  /** As in `status.trackedConfigs`. */
  readonly checksum: string;
  /** As Flagger has it there; undefined where that is the same. */
  readonly flaggerChecksum?: string;
}

/** What pods refer to: all that is tracked, or the first mandatory one that does not exist. */
export type TrackedConfigs = { readonly tracked: readonly Tracked[] } | { readonly missing: ConfigRef };

/** Looks up every config that these pods refer to. */
export async function trackConfigs(configs: Configs, namespace: string, spec: PodSpec): Promise<TrackedConfigs> {
  const refs = configRefs(spec);
  const found = await Promise.all(
    refs.map(async (ref) => ({ ref, config: await configs.track(ref.kind, namespace, ref.name) })),
  );
  const missing = found.find(({ ref, config }) => config === undefined && !ref.isOptional)?.ref;
  if (missing) {
    return { missing };
  }
  return {
    tracked: found.flatMap(({ ref, config }) =>
      config && isTracked(ref.kind, config) ? [{ ...ref, ...checksumsOf(config) }] : [],
    ),
  };
}

const checksumsOf = ({ checksum, flaggerChecksum }: TrackedConfig): Pick<Tracked, 'checksum' | 'flaggerChecksum'> => ({
  checksum,
  ...(flaggerChecksum !== undefined && { flaggerChecksum }),
});

/** Whether each has a copy with the same content. */
export async function areCopied(configs: Configs, namespace: string, tracked: readonly Tracked[]): Promise<boolean> {
  const copies = await Promise.all(tracked.map(({ kind, name }) => configs.track(kind, namespace, copyName(name))));
  return tracked.every(({ checksum }, index) => copies[index]?.checksum === checksum);
}

export const trackedKeys = (tracked: readonly Tracked[]): ReadonlySet<string> =>
  new Set(tracked.map(({ kind, name }) => configKey(kind, name)));

/** As `status.trackedConfigs` holds it. */
export function checksums(tracked: readonly Tracked[]): Readonly<Record<string, string>> {
  return Object.fromEntries(tracked.map(({ kind, name, checksum }) => [configKey(kind, name), checksum]));
}

type SeenConfigs = Pick<Extract<Target, { state: 'found' }>, 'configs' | 'flaggerConfigs' | 'isUntracked'>;

/** What a target tells of them; `isAsked`: whether they are tracked at all. */
export function seenConfigs(tracked: readonly Tracked[], isAsked: boolean): SeenConfigs {
  const flaggers = tracked.map(({ flaggerChecksum, ...config }) => ({
    ...config,
    checksum: flaggerChecksum ?? config.checksum,
  }));
  return {
    configs: checksums(tracked),
    ...(tracked.some(({ flaggerChecksum }) => flaggerChecksum !== undefined) && {
      flaggerConfigs: checksums(flaggers),
    }),
    ...(!isAsked && { isUntracked: true }),
  };
}
