import type { RoutedCanary } from '@flagger/api';
import { COOKIE, type ReadRoute, SET_COOKIE } from '@flagger/mesh-kit';
import { mirrorOf, sharesOf } from './backend-ref.ts';
import type { Filter, Rule } from './gateway-api.ts';

/** What a rule of an HTTPRoute does, and which cookies it gives and asks for. */
export const asRoute = (canary: RoutedCanary, rule: Rule): ReadRoute => ({
  shares: sharesOf(canary, rule).map((share, at) => ({ ...share, added: addedBy(rule.backendRefs?.[at]?.filters) })),
  isMirrored: mirrorOf(canary, rule.filters) !== undefined,
  added: addedBy(rule.filters),
  patterns: (rule.matches ?? [])
    .flatMap(({ headers = [] }) => headers)
    .filter(({ name }) => name === COOKIE)
    .map(({ value }) => value),
});

const addedBy = (filters: readonly Filter[] = []): string | undefined =>
  filters
    .flatMap(({ responseHeaderModifier }) => responseHeaderModifier?.add ?? [])
    .find(({ name }) => name === SET_COOKIE)?.value;
