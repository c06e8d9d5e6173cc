import { type Canary, Conflict, nameIn, type Objects, Stop, type Written } from '@flagger/api';
import { configChecksum } from '../config-checksum.ts';
import type { ConfigObject, Configs } from '../configs.ts';
import { configCopy, holdsSame, isCopied, missingKeys } from './config-copy.ts';
import { configRefs, copiesIn, isTracked } from './config-refs.ts';
import { copyName, originalName } from './names.ts';
import { isOfCanary } from './owner.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { Tracked } from './tracked-configs.ts';

/** Which config is to be copied, and what it is to hold for that. */
export type CopiedConfig = Pick<Tracked, 'kind' | 'name' | 'checksum'>;

/** What pods refer to, which tells whose an object of a copy's name is. */
export interface Referring {
  /** Absent where nothing is promoted. */
  readonly target?: PodWorkload;
  readonly primary?: PodWorkload | undefined;
}

/** The ports and settings that copying configs needs. */
export interface CopyingConfigs extends Referring {
  readonly objects: Objects;
  readonly configs: Configs;
  readonly prefixes: readonly string[];
}

/**
 * Makes the primary's copy of each config what the original is. Before anything is written it throws {@link Conflict} where an
 * original is not the one that was tracked, and {@link Stop} where somebody made what has the name of a copy.
 */
export async function copyConfigs(
  canary: Canary,
  tracked: readonly CopiedConfig[],
  ports: CopyingConfigs,
): Promise<Written> {
  const copies = await Promise.all(tracked.map((one) => outdatedCopy(canary, one, ports)));
  const written: string[] = [];
  for (const { wanted, isThere } of copies.flatMap((copy) => copy ?? [])) {
    await (isThere ? ports.objects.replace(wanted) : ports.objects.create(wanted));
    written.push(`${wanted.kind} ${wanted.metadata.name}`);
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
  return copyConfigs(canary, gone.flat(), { ...ports, primary });
}

interface Outdated {
  readonly wanted: ConfigObject;
  readonly isThere: boolean;
}

/** Undefined where the copy is as it is to be. */
async function outdatedCopy(
  canary: Canary,
  { kind, name, checksum }: CopiedConfig,
  { configs, prefixes, ...referring }: CopyingConfigs,
): Promise<Outdated | undefined> {
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
  if (existing && !isOfCanary(existing.metadata) && !isCopyOf(referring, existing) && !holdsSame(existing, wanted)) {
    throw taken(canary, original, existing);
  }
  const missing = existing ? missingKeys(wanted) : [];
  if (missing.length > 0) {
    throw ofOtherType(canary, original, { wanted, missing });
  }
  return existing && isCopied(canary, existing, wanted) ? undefined : { wanted, isThere: existing !== undefined };
}

/** Whether a primary has it in the place of an original: its owner was taken from it, as by `kubectl delete --cascade=orphan`. */
function isCopyOf({ target, primary }: Referring, { kind, metadata: { name } }: ConfigObject): boolean {
  const isIn = (pods: PodWorkload | undefined): boolean =>
    pods !== undefined && configRefs(pods.spec.template.spec).some((ref) => ref.kind === kind && ref.name === name);
  return isIn(primary) && !isIn(target);
}

/** It would be overwritten, and deleted with the Canary. */
function taken(canary: Canary, { kind, metadata: { name } }: ConfigObject, existing: ConfigObject): Stop {
  const copy = existing.metadata.name;
  return uncopyable(
    canary,
    `${kind} ${copy}, as the copy of ${name} would be called, is somebody else's; call it otherwise or delete it, or annotate ${name} with flagger.app/config-tracking: disabled, and pods of the primary refer to ${name} itself`,
  );
}

/** Kubernetes changes no type of a Secret. */
function ofOtherType(
  canary: Canary,
  { type, metadata: { name } }: ConfigObject,
  { wanted, missing }: { readonly wanted: ConfigObject; readonly missing: readonly string[] },
): Stop {
  const copy = wanted.metadata.name;
  return uncopyable(
    canary,
    `Secret ${copy} is of type ${wanted.type}, which needs ${missing.join(' and ')}, and Secret ${name} is of type ${type} now and has no such key; delete Secret ${copy}, which is made anew as a copy of ${name}`,
  );
}

function uncopyable({ spec: { targetRef } }: Canary, why: string): Stop {
  return new Stop({
    field: 'spec.targetRef.name',
    found: JSON.stringify(targetRef.name),
    allowed: `the name of a ${targetRef.kind} whose ConfigMaps and Secrets can be copied: ${why}`,
  });
}
