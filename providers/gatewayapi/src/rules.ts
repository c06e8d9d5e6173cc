import type { RoutedCanary, Routes } from '@flagger/api';
import { backendRefs } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import { filters, mirrorFilter, replacesPrefix } from './filters.ts';
import type { BackendRef, RouteMatch, Rule } from './gateway-api.ts';
import { matches, testMatches } from './matches.ts';
import { routeDuration } from './route-duration.ts';

/** What the rules for some requests have in common. */
interface Part {
  readonly matches: readonly RouteMatch[];
  readonly backendRefs: readonly BackendRef[];
  readonly isMirrored: boolean;
}

/**
 * The rules that split as asked: everybody, or only who is in `analysis.match` while the others stay with the primary.
 */
export function rules(canary: RoutedCanary, routes: Routes, dialect: Dialect): readonly Rule[] {
  const [primary, next] = backendRefs(canary, routes);
  const everybody = matches(canary.spec.service.match);
  const split = { backendRefs: [primary, next], isMirrored: routes.mirrored };
  const { match = [] } = canary.spec.analysis;
  if (match.length === 0) {
    return rulesFor(canary, { ...split, matches: everybody }, dialect);
  }
  const others = { matches: everybody, backendRefs: [{ ...primary, weight: 100 }], isMirrored: false };
  return [
    ...rulesFor(canary, { ...split, matches: testMatches(match, canary.spec.service.match) }, dialect),
    ...rulesFor(canary, others, dialect),
  ];
}

// A rule that replaces a prefix may have but one match, the prefix.
function rulesFor(canary: RoutedCanary, part: Part, dialect: Dialect): readonly Rule[] {
  const groups = replacesPrefix(canary) ? part.matches.map((match) => [match]) : [part.matches];
  return groups.map((group) => {
    const all = [...filters(canary, group, dialect), ...(part.isMirrored ? [mirrorFilter(canary)] : [])];
    return {
      matches: group,
      ...(all.length > 0 ? { filters: all } : {}),
      ...timeouts(canary, dialect),
      backendRefs: part.backendRefs,
    };
  });
}

function timeouts({ spec: { service } }: RoutedCanary, { isRecent }: Dialect): Pick<Rule, 'timeouts'> {
  const [request, backendRequest] = isRecent ? [service.timeout, service.backendTimeout].map(routeDuration) : [];
  const said = { ...(request && { request }), ...(backendRequest && { backendRequest }) };
  return Object.keys(said).length > 0 ? { timeouts: said } : {};
}
