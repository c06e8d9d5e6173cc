import { apexName, type Action } from '@flagger/api';
import type { Observed } from './observed.ts';
import type { Step } from './step.ts';
import { isSameRouting, routedAt } from './wanted.ts';

/**
 * The same step without what is done to services and routes that another Canary had first: this one is refused, but its
 * run still ends, and what it led under a former name is still looked after.
 */
export function withoutTheirs(observed: Observed, { actions, ...rest }: Step): Step {
  return observed.isSecondToServices
    ? { ...rest, actions: actions.filter((action) => !isTheirs(observed, action)) }
    : { ...rest, actions };
}

function isTheirs(observed: Observed, action: Action): boolean {
  switch (action.do) {
    case 'ensureApex':
      return action.apex === undefined;
    case 'prepareMesh':
    case 'ensureServices':
    case 'ensureRoutes':
    case 'route':
      return true;
    case 'releaseServices':
      return action.apex === apexName(observed.canary);
    case 'release':
      return isSameRouting(action.former, routedAt(observed));
    default:
      return false;
  }
}
