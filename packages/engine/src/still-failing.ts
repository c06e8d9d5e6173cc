import { isAt } from './revision.ts';
import type { Failing, Observed } from './observed.ts';

/**
 * What fails still: what was to mend something that somebody else mended since has no cause any more, and is not tried
 * again while the step lasts.
 */
export const stillFailing = (observed: Observed): readonly Failing[] =>
  observed.failing.filter((failed) => hasCause(observed, failed));

function hasCause(observed: Observed, { action }: Failing): boolean {
  switch (action) {
    case 'wakeTarget':
      return !isAt(observed) || observed.target.workload.state.state === 'asleep';
    case 'ensurePrimary':
      return observed.primary === undefined;
    case 'ensureConfigs':
      return (observed.lostConfigs ?? []).length > 0;
    default:
      return true;
  }
}
