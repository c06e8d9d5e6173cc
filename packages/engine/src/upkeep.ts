import { sameRoutes, type Action } from '@flagger/api';
import { restoredConfigs } from './lost-configs.ts';
import { nameOf } from './names.ts';
import type { Observed } from './observed.ts';
import { safeRoutes } from './safe-routes.ts';
import { warn } from './step.ts';
import { isOutOfLine, wantedRoutes } from './wanted.ts';

/** What keeps things as they must be: where one of these fails, the rest of the step goes on. */
export const UPKEEP: readonly Action['do'][] = [
  'prepareMesh',
  'ensureServices',
  'ensureConfigs',
  'ensureApex',
  'ensureScaler',
  'ensureRoutes',
];

/** Keeps objects and routes as they must be while nothing else happens. */
export function upkeep(observed: Observed): readonly Action[] {
  const served: readonly Action[] = observed.primary ? [...scaler(observed, false), { do: 'ensureApex' }] : [];
  return [
    { do: 'prepareMesh' },
    { do: 'ensureServices' },
    ...restoredConfigs(observed),
    ...served,
    { do: 'ensureRoutes', expected: wantedRoutes(observed) },
    ...setBack(observed),
  ];
}

/**
 * The primary's autoscaler, where there is to be one, or there was: with `isUpdate` it is brought to what the target's
 * says now.
 */
export const scaler = ({ canary, formerScalers }: Observed, isUpdate: boolean): readonly Action[] =>
  canary.spec.autoscalerRef || formerScalers?.some(({ isPaused }) => isPaused)
    ? [{ do: 'ensureScaler', update: isUpdate }]
    : [];

/** Brings users to where they are to be; where somebody else led them astray, that is told. */
export function setBack(observed: Observed): readonly Action[] {
  const { routes, routed } = observed;
  const wanted = safeRoutes(observed, wantedRoutes(observed));
  if (!isOutOfLine(observed, wanted)) {
    return [];
  }
  const isOurs = !routes || !routed || sameRoutes(routes, routed);
  const told = `Routes of ${nameOf(observed.canary)} were changed by somebody else, setting them back to ${wanted.primary}/${wanted.canary}`;
  return [{ do: 'route', routes: wanted, isRepair: true }, ...(isOurs ? [] : [warn(observed, told)])];
}
