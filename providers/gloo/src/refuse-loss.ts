import { nameOf, type RoutedCanary, Stop } from '@flagger/api';
import { isSaid, isTakenOver, lossRefused } from '@flagger/mesh-kit';
import type { Matcher, Route, RouteTable } from './gloo-api.ts';

/** What our routes say as well, or what nobody's requests depend on; of a destination, which it is. */
const KEPT: readonly string[] = ['matchers', 'inheritablePathMatchers', 'name', 'routeAction', 'kube', 'upstream'];

/**
 * Throws `Stop` where our routes, which are for all requests to the service and say nothing but who gets which share,
 * would take something of somebody's table. What is taken over already may change with the Canary.
 */
export function refuseLoss(canary: RoutedCanary, found: RouteTable): void {
  const { routes = [] } = found.spec ?? {};
  refuseOthers(canary, found, routes);
  if (isTakenOver(found)) {
    return;
  }
  const unsaid = routes.flatMap((route) => [...fieldsOf(route), ...fieldsOf(route.routeAction?.single ?? {})]);
  if (unsaid.length > 0) {
    throw lossRefused(found, {
      lost: `${[...new Set(unsaid)].join(', ')} of its routes`,
      allowed: 'whose routes only say where requests go, with options in the VirtualService that delegates to it',
    });
  }
  const lists = routes.map(({ matchers = [] }) => matchers);
  if (lists.length > 0 && !lists.some((matchers) => matchers.length === 0 || matchers.some(fitsAll))) {
    throw lossRefused(found, {
      lost: `the matchers ${JSON.stringify(lists.flat())} of its routes`,
      allowed: 'with a route for all requests, with inheritablePathMatchers for those that come to the table',
    });
  }
}

// Which of its routes decides is a matter of their order.
function refuseOthers(canary: RoutedCanary, found: RouteTable, routes: readonly Route[]): void {
  const others = routes.filter((each) => !leadsToApex(canary, each));
  if (others.length > 0) {
    const where = `RouteTable ${nameOf(found)}`;
    throw new Stop({
      field: 'spec.service.name',
      found: `${where} with ${others.length} of its routes leading elsewhere than to ${canary.backends.apex.name}, which would be lost`,
      allowed: `no ${where}, or one whose routes lead to the service ${canary.backends.apex.name} alone`,
    });
  }
}

/** Whether a route leads to the service that is called, as a service or by the Upstream that Gloo finds for it. */
function leadsToApex({ backends: { apex }, metadata: { namespace } }: RoutedCanary, { routeAction }: Route): boolean {
  const { kube, upstream } = routeAction?.single ?? {};
  return (
    (kube?.ref?.name === apex.name && kube.ref.namespace === namespace)
    || upstream?.name === `${namespace}-${apex.name}-${apex.port}`
  );
}

/** What it says that we do not; each of its options by name. */
const fieldsOf = (said: object): readonly string[] =>
  Object.entries(said).flatMap(([field, value]: [string, unknown]) => {
    if (field === 'options' && typeof value === 'object') {
      return Object.keys(value ?? {}).map((option) => `options.${option}`);
    }
    return KEPT.includes(field) || !isSaid(value) ? [] : [field];
  });

const fitsAll = (matcher: Matcher): boolean =>
  Object.entries(matcher).every(
    ([field, value]: [string, unknown]) =>
      field === 'caseSensitive' || !isSaid(value) || (field === 'prefix' && value === '/'),
  );
