import type { Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexMetadata,
  isSplit,
  leadsToEither,
  namesOf,
  ownedMetadata,
  routesOfShares,
  type Share,
} from '@flagger/mesh-kit';
import type { Dialect } from './dialect.ts';
import { mirrorOf, serviceRef, sharesIn } from './backend-ref.ts';
import type { HttpRoute, HttpRouteSpec, Rule } from './gateway-api.ts';
import { rules } from './rules.ts';

/** Names the HTTPRoute of a canary. */
export const httpRouteRef = (canary: RoutedCanary, { apiVersion }: Dialect): Ref => ({
  apiVersion,
  kind: 'HTTPRoute',
  metadata: { name: canary.backends.apex.name, namespace: canary.metadata.namespace },
});

/** The whole object. */
export function httpRoute(canary: RoutedCanary, routes: Routes, dialect: Dialect): HttpRoute {
  const { name: apex, selector = {} } = canary.backends.apex;
  const { gatewayRefs = [], hosts = [] } = canary.spec.service;
  // An HTTPRoute has no word for any host but to name none.
  const hostnames = hosts.includes('*') ? [] : hosts;
  return {
    ...httpRouteRef(canary, dialect),
    metadata: { ...ownedMetadata(canary, apex), ...apexMetadata(canary, apex, Object.keys(selector)[0]) },
    spec: {
      ...(gatewayRefs.length > 0 ? { parentRefs: gatewayRefs } : {}),
      ...(hostnames.length > 0 ? { hostnames } : {}),
      rules: rules(canary, routes, dialect),
    },
  };
}

/**
 * The inverse of {@link rules}: undefined unless a rule has exactly the primary and the canary as backends, with whole
 * percents that add up to 100. The last such rule counts.
 */
export function routesOf(canary: RoutedCanary, { spec }: HttpRoute): Routes | undefined {
  const names = namesOf(canary);
  const split = spec?.rules?.findLast((rule) => isSplit(names, sharesOf(canary, rule)));
  return split && routesOfShares(names, sharesOf(canary, split), mirrorOf(canary, split.filters) !== undefined);
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export function isRouted(canary: RoutedCanary, { spec }: HttpRoute): boolean {
  return (spec?.rules ?? []).some((rule) => leadsToEither(namesOf(canary), sharesOf(canary, rule)));
}

/** Who gets which share by one rule. */
export const sharesOf = (canary: RoutedCanary, { backendRefs }: Rule): readonly Share[] =>
  sharesIn(canary.metadata.namespace, backendRefs);

/**
 * The rules with everybody at the service that is called: its pods are there when the primary, the canary and this
 * object go, in whatever order.
 */
export function toApex(canary: RoutedCanary, { rules: found = [] }: HttpRouteSpec = {}): readonly Rule[] {
  const { name, port } = canary.backends.apex;
  return found.map(({ filters = [], ...rule }) => {
    const copies = mirrorOf(canary, filters);
    const kept = filters.filter((filter) => filter !== copies);
    return {
      ...rule,
      ...(kept.length > 0 ? { filters: kept } : {}),
      ...(leadsToEither(namesOf(canary), sharesOf(canary, rule))
        ? { backendRefs: [{ ...serviceRef({ name, port }), weight: 100 }] }
        : {}),
    };
  });
}
