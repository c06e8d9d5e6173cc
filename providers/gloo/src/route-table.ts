import type { Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexNamed,
  apexRef,
  headerLists,
  isOwned,
  isSplit,
  leadsToEither,
  routesOfShares,
  type Share,
  type SplitObject,
  type TestHeader,
  type Two,
  wholeValue,
} from '@flagger/mesh-kit';
import type { HeaderMatcher, Matcher, Route, RouteTable, WeightedDestination } from './gloo-api.ts';
import { refuseLoss } from './refuse-loss.ts';
import { type Side, upstreamName } from './upstream.ts';

/** Names the RouteTable of a canary, to which a VirtualService of the user delegates. */
export const routeTableRef = (canary: RoutedCanary): Ref =>
  apexRef(canary, { apiVersion: 'gateway.solo.io/v1', kind: 'RouteTable' });

/** The whole object. */
function built(canary: RoutedCanary, routes: Routes): RouteTable {
  return { ...routeTableRef(canary), metadata: apexNamed(canary), spec: { routes: tableRoutes(canary, routes) } };
}

/** Everybody, or who is in one of `analysis.match` while the others stay with the primary. */
function tableRoutes(canary: RoutedCanary, routes: Routes): readonly Route[] {
  const matchers = headerLists(canary).map((headers): Matcher => ({ headers: headers.map(headerMatcher) }));
  if (matchers.length === 0) {
    return [route(canary, routes)];
  }
  return [{ ...route(canary, routes), matchers }, route(canary, { primary: 100, canary: 0 })];
}

const route = (canary: RoutedCanary, shares: Pick<Routes, Side>): Route => ({
  inheritablePathMatchers: true,
  routeAction: {
    multi: { destinations: (['primary', 'canary'] as const).map((side) => weighted(canary, side, shares[side])) },
  },
});

const weighted = (canary: RoutedCanary, side: Side, weight: number): WeightedDestination => ({
  destination: { upstream: { name: upstreamName(canary, side), namespace: canary.metadata.namespace } },
  ...(weight > 0 ? { weight } : {}),
});

function headerMatcher(header: TestHeader): HeaderMatcher {
  const value = wholeValue(header);
  return 'exact' in value
    ? { name: header.name, value: value.exact }
    : { name: header.name, value: value.regex, regex: true };
}

/** The inverse of {@link tableRoutes}: the first route that splits between the two counts, which is who is in a test. */
function routesOf(canary: RoutedCanary, { spec: { routes = [] } = {} }: RouteTable): Routes | undefined {
  const names = upstreamsOf(canary);
  const split = routes.map(sharesIn).find((shares) => isSplit(names, shares));
  return split && routesOfShares(names, split);
}

const isRouted = (canary: RoutedCanary, { spec }: RouteTable): boolean =>
  leadsToEither(upstreamsOf(canary), (spec?.routes ?? []).flatMap(sharesIn));

/** Everybody at the service that is called: the Upstreams go with the Canary, it does not. */
function toApex({ backends: { apex }, metadata: { namespace } }: RoutedCanary): Route {
  const kube = { ref: { name: apex.name, namespace }, port: apex.port };
  return { inheritablePathMatchers: true, routeAction: { single: { kube } } };
}

const sharesIn = ({ routeAction }: Route): readonly Share[] =>
  (routeAction?.multi?.destinations ?? []).map(({ destination, weight = 0 }) => ({
    to: destination?.upstream?.name,
    percent: weight,
  }));

const upstreamsOf = (canary: RoutedCanary): Two => ({
  primary: upstreamName(canary, 'primary'),
  canary: upstreamName(canary, 'canary'),
});

/** The RouteTable of a canary, as its router handles it. */
export const routeTable: SplitObject<RouteTable> = {
  ref: routeTableRef,
  built,
  refuseLoss: (canary, found) => {
    if (!isOwned(canary, found.metadata) && !isRouted(canary, found)) {
      refuseLoss(canary, found);
    }
  },
  routesOf,
  isRouted,
  resplit: (canary, { spec }, routes) => ({ ...spec, routes: tableRoutes(canary, routes) }),
  beside: (_canary, found, { spec }) => ({ ...found.spec, ...spec }),
  toApex: (canary, { spec }) => ({ ...spec, routes: [toApex(canary)] }),
};
