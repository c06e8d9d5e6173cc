import { type Canary, Conflict, nameIn, type Objects, type Written } from '@flagger/api';
import { configChecksum } from '../config-checksum.ts';
import type { Configs } from '../configs.ts';
import { configCopy, isCopied } from './config-copy.ts';
import { copiesIn, isTracked } from './config-refs.ts';
import { copyName, originalName } from './names.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Tracked } from './tracked-configs.ts';

/** Which config is to be copied, and what it is to hold for that. */
export type CopiedConfig = Pick<Tracked, 'kind' | 'name' | 'checksum'>;

/** The ports and settings that copying configs needs. */
export interface CopyingConfigs {
  readonly objects: Objects;
  readonly configs: Configs;
  readonly prefixes: readonly string[];
}

/**
 * Makes the primary's copy of each config what the original is. Throws {@link Conflict} where an original is not the
 * one that was tracked.
 */
export async function copyConfigs(
  canary: Canary,
  tracked: readonly CopiedConfig[],
  ports: CopyingConfigs,
): Promise<Written> {
  const written: string[] = [];
  for (const one of tracked) {
    written.push(...(await copyConfig(canary, one, ports)));
  }
  return written;
}

/** Makes the copies that a primary refers to and that are gone, of the originals as they are now. */
export async function copyMissing(canary: Canary, primary: PodWorkload, ports: CopyingConfigs): Promise<Written> {
  const { namespace } = canary.metadata;
  const gone = await Promise.all(
    copiesIn(primary.spec.template.spec).map(async (copy): Promise<readonly Tracked[]> => {
      const name = originalName(copy.name) ?? '';
      const [there, original] = await Promise.all(
        [copy.name, name].map((each) => ports.configs.track(copy.kind, namespace, each)),
      );
      return !there && original && isTracked(copy.kind, original)
        ? [{ ...copy, name, checksum: original.checksum }]
        : [];
    }),
  );
  return copyConfigs(canary, gone.flat(), ports);
}

async function copyConfig(
  canary: Canary,
  { kind, name, checksum }: CopiedConfig,
  { objects, configs, prefixes }: CopyingConfigs,
): Promise<Written> {
  const { namespace } = canary.metadata;
  const [original, existing] = await Promise.all([
    configs.fetch(kind, namespace, name),
    configs.fetch(kind, namespace, copyName(name)),
  ]);
  // what was read now may be newer than what was decided on
  if (!original || configChecksum(original) !== checksum) {
    throw new Conflict(`copying ${kind} ${nameIn(name, namespace)}: it changed meanwhile`);
  }
  const wanted = configCopy(canary, original, { existing, prefixes });
  if (existing && isCopied(canary, existing, wanted)) {
    return [];
  }
  await (existing ? objects.replace(wanted) : objects.create(wanted));
  return [`${kind} ${wanted.metadata.name}`];
}
