import { ALL_TO_PRIMARY } from '@flagger/api';
import { ending } from './ending.ts';
import { appliedFlaggerId } from './ids.ts';
import { primaryOf, targetOf } from './names.ts';
import type { Observed } from './observed.ts';
import { toPrimary } from './roll-back.ts';
import { info, step, type Step } from './step.ts';
import { upkeep } from './upkeep.ts';
import { wantedRoutes } from './wanted.ts';

/**
 * The primary was copied in this very step, and the status does not say so, since the process died or the cluster
 * refused it: that comes before whatever happened since. A run that was copied cannot be taken back as one that was not.
 */
export function unfinishedPromotion(observed: Observed): Step | undefined {
  const { canary, primary } = observed;
  const { phase } = canary.status;
  const isRun = phase === 'Progressing' || phase === 'WaitingPromotion';
  if (!isRun || primary?.flaggerId !== appliedFlaggerId(observed)) {
    return undefined;
  }
  const isSkipped = canary.spec.skipAnalysis === true;
  return step([
    ...(isSkipped ? toPrimary(observed) : upkeep(observed)),
    info(observed, `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)}`),
    ending(observed, { phase: 'Promoting' }, isSkipped ? ALL_TO_PRIMARY : wantedRoutes(observed)),
  ]);
}
