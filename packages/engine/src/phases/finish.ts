import { ask, hasSettled, settle } from '../ask.ts';
import { targetOf } from '../names.ts';
import type { WithTarget } from '../revision.ts';
import { end, toPrimary } from '../roll-back.ts';
import { alert, info, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { primaryFailed } from './promote.ts';

/** Users are on the primary again: put the target to sleep and say so. */
export function finish(observed: WithTarget): Step {
  const failed = primaryFailed(observed);
  if (failed) {
    return failed;
  }
  const kept = [...upkeep(observed), ...toPrimary(observed)];
  if (!hasSettled(observed)) {
    return ask(observed, kept, settle(observed));
  }
  const { canary } = observed;
  return end(
    observed,
    [
      ...kept,
      { do: 'scaleTarget', to: 'zero' },
      info(observed, `Promotion completed! Scaling down ${targetOf(canary)}`, { phase: 'Succeeded' }),
      alert(observed, 'info', 'Canary analysis completed successfully, promotion finished.'),
    ],
    {
      phase: 'Succeeded',
      canaryWeight: 0,
      iterations: 0,
      ...(canary.status.lastAppliedSpec === undefined ? {} : { lastPromotedSpec: canary.status.lastAppliedSpec }),
    },
  );
}
