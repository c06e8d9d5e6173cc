import { type Canary, type Copied, nameOf } from '@flagger/api';
import { type Found, type Maybe, orThrow } from './find-target.ts';
import { missingConfig, wordOf } from './problem.ts';
import { refuseOtherConfigs } from './refuse-other.ts';
import type { WorkloadDeps } from './settings.ts';
import { checksums, type Tracked, trackConfigs } from './tracked-configs.ts';

type Tracking = Pick<WorkloadDeps, 'configs' | 'options'>;
type Sides = Pick<Found, 'target' | 'primary'>;

/** The configs that a target refers to and that its primary has copies of. */
export async function targetConfigs(
  { configs, options }: Tracking,
  canary: Canary,
  { target, primary }: Sides,
): Promise<Maybe<readonly Tracked[]>> {
  if (!options.trackConfigs) {
    return { value: [] };
  }
  const found = await trackConfigs(configs, canary.metadata.namespace, target.spec.template.spec);
  return 'missing' in found
    ? { problem: missingConfig(target, found.missing, primary !== undefined) }
    : { value: found.tracked };
}

/** The same for a copy, which is refused where they are not those that were decided on. */
export async function configsToCopy(
  deps: Tracking,
  canary: Canary,
  { copied, ...sides }: Sides & { readonly copied: Copied | undefined },
): Promise<readonly Tracked[]> {
  const tracked = orThrow(await targetConfigs(deps, canary, sides));
  const doing = `copying the configs of ${wordOf(sides.target)} ${nameOf(sides.target)}`;
  refuseOtherConfigs(doing, { are: checksums(tracked), wanted: copied?.configs });
  return tracked;
}
