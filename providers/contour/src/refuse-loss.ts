import type { RoutedCanary } from '@flagger/api';
import { isOwned, isTakenOver, leadsToEither, leadsToOurs, lossRefused, namesOf, replacement } from '@flagger/mesh-kit';
import { type Condition, everybody } from './conditions.ts';
import { type HttpProxy, type Route, sharesIn } from './contour-api.ts';
import { unsayable } from './unsayable.ts';

/**
 * Throws `Stop` where our routes would take users of others, since of two routes for the same requests one decides and
 * ours are for those that the Canary says; or would lose what it cannot say. What is taken over already may change with
 * the Canary.
 */
export function refuseLoss(canary: RoutedCanary, found: HttpProxy): void {
  const { routes = [] } = found.spec ?? {};
  if (
    isOwned(canary, found.metadata)
    || isTakenOver(found)
    || leadsToEither(namesOf(canary), routes.flatMap(sharesIn))
  ) {
    return;
  }
  const { name } = canary.backends.apex;
  const ours = routes.filter((route) => leadsToOurs(canary, sharesIn(route)));
  const mixed = ours.find((route) => !sharesIn(route).every((share) => leadsToOurs(canary, [share])));
  if (mixed) {
    throw lossRefused(found, {
      lost: `a route that splits between ${namesIn([mixed])}`,
      allowed: `whose routes lead to ${name} alone or to others alone`,
    });
  }
  const others = routes.filter((route) => !ours.includes(route));
  const elsewhere = ours.find(({ conditions }) => !isForAll(canary, conditions));
  if (others.length > 0 && elsewhere) {
    throw lossRefused(found, {
      lost: `routes for ${namesIn(others)}, beside one for ${name} at ${textOf(elsewhere.conditions)}`,
      allowed: `whose route for ${name} is for ${textOf(everybody(canary))}, as spec.service.match says, or that has no other routes`,
    });
  }
  const loss = unsayable(canary, routes, (route) => ours.includes(route));
  if (loss) {
    throw lossRefused(found, loss);
  }
}

const isForAll = (canary: RoutedCanary, conditions: readonly Condition[] = [{ prefix: '/' }]): boolean =>
  replacement(conditions, everybody(canary)) === undefined;

const namesIn = (routes: readonly Route[]): string =>
  [...new Set(routes.flatMap(sharesIn).map(({ to }) => to ?? 'no service'))].join(', ');

const textOf = (conditions: readonly Condition[] = [{ prefix: '/' }]): string =>
  conditions.map((each) => (each.prefix ? `prefix ${each.prefix}` : JSON.stringify(each))).join(', ');
