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
      // a deletion wakes more pods of one that is awake
      return isBeingDeleted(observed) || !isAt(observed) || observed.target.workload.state.state === 'asleep';
    case 'ensurePrimary':
      return observed.primary === undefined || lacksConfigs(observed);
    case 'ensureConfigs':
      return lacksConfigs(observed);
    default:
      return true;
  }
}

const isBeingDeleted = ({ canary }: Observed): boolean => canary.metadata.deletionTimestamp !== undefined;

const lacksConfigs = ({ lostConfigs = [] }: Observed): boolean => lostConfigs.length > 0;
