import type { RoutedCanary, Routes } from '@flagger/api';
import { headerLists, isSplit, leadsToEither, namesOf, prefixOf, routesOfShares, type Share } from '@flagger/mesh-kit';

/** One route, whichever version writes it down: the first by priority that fits a request decides. */
export interface Route {
  readonly name: string;
  readonly priority?: number;
  readonly match: { readonly prefix: string; readonly headers?: readonly object[] };
  /** How much goes to which virtual node, in percent. */
  readonly shares: readonly { readonly node: string; readonly weight: number }[];
}

/** The same as v1beta1 (`http`) and v1beta2 (`httpRoute`) write it. */
export type WeightedRoute = Partial<Readonly<Record<'http' | 'httpRoute', HttpRoute>>>;

interface HttpRoute {
  readonly match?: object;
  readonly action?: { readonly weightedTargets?: readonly WeightedTarget[] };
}

interface WeightedTarget {
  readonly virtualNodeName?: string;
  readonly virtualNodeRef?: { readonly name: string };
  readonly weight?: number;
}

/**
 * The routes of the apex: everybody, or only who is in one of `analysis.match` while the others stay with the primary.
 * Each entry has a route of its own, since a route wants all of its headers.
 */
export function apexRoutes(canary: RoutedCanary, routes: Routes): readonly Route[] {
  const { apex, primary, canary: next } = namesOf(canary);
  const match = { prefix: prefixOf(canary) };
  const shares = [
    { node: next, weight: routes.canary },
    { node: primary, weight: routes.primary },
  ];
  const tests = headerLists(canary).map((list, at) => ({
    name: at === 0 ? `${apex}-a` : `${apex}-a-${at + 1}`,
    priority: 10 + at,
    match: { ...match, headers: list.map(({ name, match: value }) => ({ name, match: value })) },
    shares,
  }));
  const others = { match, shares: [{ node: primary, weight: 100 }] };
  return tests.length > 0
    ? [...tests, { name: `${apex}-b`, priority: Math.max(20, 10 + tests.length), ...others }]
    : [{ name: apex, match, shares }];
}

/**
 * The inverse of {@link apexRoutes}: undefined unless a route has exactly the primary and the canary, with whole
 * percents that add up to 100.
 */
export function routesOf(canary: RoutedCanary, list: readonly WeightedRoute[] = []): Routes | undefined {
  const names = namesOf(canary);
  return routesOfShares(names, list.map(sharesIn).find((shares) => isSplit(names, shares)) ?? []);
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export const isRouted = (canary: RoutedCanary, list: readonly WeightedRoute[] = []): boolean =>
  leadsToEither(namesOf(canary), list.flatMap(sharesIn));

/** The route of the canary's own name: always all to the canary. */
export function canaryRoute(canary: RoutedCanary): Route {
  const { primary, canary: name } = namesOf(canary);
  return {
    name,
    match: { prefix: prefixOf(canary) },
    shares: [
      { node: name, weight: 100 },
      { node: primary, weight: 0 },
    ],
  };
}

/** Who gets which share by a route; nobody by one that is not for HTTP. */
export const sharesIn = ({ http, httpRoute }: WeightedRoute): readonly Share[] =>
  ((http ?? httpRoute)?.action?.weightedTargets ?? []).map(({ virtualNodeName, virtualNodeRef, weight = 0 }) => ({
    to: virtualNodeName ?? virtualNodeRef?.name,
    percent: weight,
  }));
