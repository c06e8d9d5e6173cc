import type { HttpMatch, RoutedCanary, Routes } from '@flagger/api';
import { handingOut, type Part, parts, withCookie, withService } from '@flagger/mesh-kit';
import { backendRefs } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import { answerFilters, filters, mirrorFilter, replacesPrefix } from './filters.ts';
import type { BackendRef, Rule } from './gateway-api.ts';
import { matches, tests } from './matches.ts';
import { routeDuration } from './route-duration.ts';

/**
 * The rules that split as asked: everybody, or only who is in `analysis.match` while the others stay with the primary.
 * Those for clients that send a cookie stand first.
 */
export const rules = (canary: RoutedCanary, routes: Routes, dialect: Dialect): readonly Rule[] =>
  parts(canary, routes, tests(canary)).flatMap((part) => rulesFor(canary, part, dialect));

// A rule that replaces a prefix may have but one match, the prefix.
function rulesFor(canary: RoutedCanary, part: Part<HttpMatch>, dialect: Dialect): readonly Rule[] {
  const headers = withCookie(canary.spec.service.headers, part.dropped);
  const asked = headers ? withService(canary, { headers }) : canary;
  const all = matches(part.matches);
  const groups = replacesPrefix(canary) ? all.map((match) => [match]) : [all];
  return groups.map((group) => {
    const copies = part.routes.mirrored ? [mirrorFilter(canary)] : [];
    const changes = [...filters(asked, group, dialect), ...copies];
    return {
      matches: group,
      ...(changes.length > 0 ? { filters: changes } : {}),
      ...timeouts(canary, dialect),
      backendRefs: sharing(canary, part),
    };
  });
}

function sharing(canary: RoutedCanary, { routes, isLeftAlone }: Part<HttpMatch>): readonly BackendRef[] {
  const [primary, next] = backendRefs(canary, routes);
  return isLeftAlone
    ? [{ ...primary, weight: 100 }]
    : handingOut<BackendRef>([primary, next], routes, (headers) => ({ filters: answerFilters(headers) }));
}

function timeouts({ spec: { service } }: RoutedCanary, { isRecent }: Dialect): Pick<Rule, 'timeouts'> {
  const [request, backendRequest] = isRecent ? [service.timeout, service.backendTimeout].map(routeDuration) : [];
  const said = { ...(request && { request }), ...(backendRequest && { backendRequest }) };
  return Object.keys(said).length > 0 ? { timeouts: said } : {};
}
