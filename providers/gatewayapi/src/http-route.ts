import type { Ref, RoutedCanary, Routes } from '@flagger/api';
import { apexNamed, apexRef, leadsToEither, namesOf, routesOfRules, type SplitObject } from '@flagger/mesh-kit';
import { acknowledgement } from './acknowledgement.ts';
import { isRouted, mirrorOf, serviceRef, sharesOf } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import type { HttpRoute, HttpRouteSpec, Rule } from './gateway-api.ts';
import { refuseLoss } from './refuse-loss.ts';
import { rules } from './rules.ts';
import { asRoute } from './stickiness.ts';
import { asFound, rulesBeside } from './takeover.ts';

/** The HTTPRoute of a canary, as its router handles it. */
export const splitRoute = (dialect: Dialect): SplitObject<HttpRoute> => ({
  ref: (canary) => httpRouteRef(canary, dialect),
  built: (canary, routes, found) => httpRoute(asFound(canary, found), routes, dialect),
  refuseLoss: (canary, found) => refuseLoss(canary, found, dialect),
  acknowledgement,
  routesOf,
  isRouted,
  resplit: (canary, found, routes) => ({
    ...found.spec,
    ...rulesBeside(canary, found, rules(canary, routes, dialect)),
  }),
  beside: (canary, found, { spec }) => ({ ...found.spec, ...spec, ...rulesBeside(canary, found, spec?.rules ?? []) }),
  toApex: (canary, { spec }) => ({ ...spec, rules: toApex(canary, spec) }),
});

/** Names the HTTPRoute of a canary. */
export const httpRouteRef = (canary: RoutedCanary, { apiVersion }: Dialect): Ref =>
  apexRef(canary, { apiVersion, kind: 'HTTPRoute' });

/** The whole object. */
export function httpRoute(canary: RoutedCanary, routes: Routes, dialect: Dialect): HttpRoute {
  const { gatewayRefs = [], hosts = [] } = canary.spec.service;
  // An HTTPRoute has no word for any host but to name none.
  const hostnames = hosts.includes('*') ? [] : hosts;
  return {
    ...httpRouteRef(canary, dialect),
    metadata: apexNamed(canary),
    spec: {
      ...(gatewayRefs.length > 0 ? { parentRefs: gatewayRefs } : {}),
      ...(hostnames.length > 0 ? { hostnames } : {}),
      rules: rules(canary, routes, dialect),
    },
  };
}

/** The inverse of {@link rules}. */
export const routesOf = (canary: RoutedCanary, { spec }: HttpRoute): Routes | undefined =>
  routesOfRules(
    namesOf(canary),
    (spec?.rules ?? []).map((rule) => asRoute(canary, rule)),
  );

/**
 * The rules with everybody at the service that is called: its pods are there when the primary, the canary and this
 * object go, in whatever order.
 */
function toApex(canary: RoutedCanary, { rules: found = [] }: HttpRouteSpec = {}): readonly Rule[] {
  return found.map(({ filters = [], ...rule }) => {
    const copies = mirrorOf(canary, filters);
    const kept = filters.filter((filter) => filter !== copies);
    return {
      ...rule,
      ...(kept.length > 0 ? { filters: kept } : {}),
      ...(leadsToEither(namesOf(canary), sharesOf(canary, rule))
        ? { backendRefs: [{ ...serviceRef(canary.backends.apex), weight: 100 }] }
        : {}),
    };
  });
}
