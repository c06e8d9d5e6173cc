import { ALL_TO_PRIMARY, type Action, type Routes, type StatusChange } from '@flagger/api';
import type { Observed } from './observed.ts';
import { status } from './step.ts';
import { cookiesAfter } from './stickiness.ts';
import { movedFrom, routedCondition } from './wanted.ts';

/**
 * Ends a step: writes down where users are to be from now on, and by which cookies they stay there. What brings them
 * there comes after it, so that a crash in between leaves no doubt. What a person approved or skipped holds no longer.
 * A former name or mesh of the routes is kept until it was let go.
 */
export function ending(observed: Observed, change: StatusChange, routes: Routes = ALL_TO_PRIMARY): Action {
  return status({
    ...change,
    ...cookiesAfter(observed, routes),
    conditions: {
      Held: undefined,
      Approved: undefined,
      Skipped: undefined,
      ...change.conditions,
      Routed: routedCondition(observed, routes, movedFrom(observed)),
    },
  });
}
