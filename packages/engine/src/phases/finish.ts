import { targetOf } from '../names.ts';
import type { Observed } from '../observed.ts';
import { asCopied } from '../revision.ts';
import { end, hasLeft, toPrimary, toSleep } from '../roll-back.ts';
import { settling } from '../settle.ts';
import { alert, info, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { primaryFailed } from './promote.ts';

/** Users are on the primary again: put the target to sleep and say so. */
export function finish(observed: Observed): Step {
  const failed = primaryFailed(observed);
  if (failed) {
    return failed;
  }
  const kept = [...upkeep(observed), ...toPrimary(observed)];
  if (!hasLeft(observed)) {
    return settling(observed, 'routes', kept);
  }
  const { spec } = observed.canary;
  const target = targetOf(observed.canary);
  const soon = { phase: 'Succeeded' } as const;
  const told = spec.skipAnalysis
    ? [
        info(observed, `Promotion completed! Canary analysis was skipped for ${target}`, soon),
        alert(observed, 'info', 'Canary analysis was skipped, promotion finished.'),
      ]
    : [
        info(observed, `Promotion completed! Scaling down ${target}`, soon),
        alert(observed, 'info', 'Canary analysis completed successfully, promotion finished.'),
      ];
  return end(observed, [...kept, ...toSleep(observed), ...told], {
    phase: 'Succeeded',
    canaryWeight: 0,
    iterations: 0,
    ...asCopied(observed),
  });
}
