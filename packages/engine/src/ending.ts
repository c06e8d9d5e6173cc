import { ALL_TO_PRIMARY, type Action, type Routes, type StatusChange } from '@flagger/api';
import type { Observed } from './observed.ts';
import { status } from './step.ts';
import { routedCondition } from './wanted.ts';

/**
 * Ends a step: writes down where users are to be from now on. What brings them there comes after it, so that a crash
 * in between leaves no doubt.
 */
export function ending(observed: Observed, change: StatusChange, routes: Routes = ALL_TO_PRIMARY): Action {
  return status({
    ...change,
    conditions: { Held: undefined, ...change.conditions, Routed: routedCondition(observed, routes) },
  });
}
