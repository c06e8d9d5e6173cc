import type { HttpMatch, RoutedCanary, StringMatch } from '@flagger/api';
import { sorted } from '@flagger/mesh-kit';
import type { NamedMatch, RouteMatch } from './gateway-api.ts';

/** Matches of a Canary as an HTTPRoute writes them; every path where there is none. */
export const matches = (all: readonly HttpMatch[]): readonly RouteMatch[] =>
  (all.length > 0 ? all : [{}]).map(routeMatch);

/**
 * Who is in the test: each pair of an analysis match and a service match. Both must fit, since of two rules that fit a
 * request the one that asks for more headers decides; where both name one header, that of the analysis counts.
 */
export const tests = ({ spec: { service, analysis } }: RoutedCanary): readonly HttpMatch[] =>
  (analysis.match ?? []).flatMap((test) =>
    (service.match?.length ? service.match : [{}]).map((match: HttpMatch) => ({
      ...match,
      headers: { ...match.headers, ...test.headers },
      queryParams: { ...match.queryParams, ...test.queryParams },
    })),
  );

function routeMatch({ uri, method, headers, queryParams }: HttpMatch): RouteMatch {
  const [named, queried] = [namedMatches(headers), namedMatches(queryParams)];
  return {
    path: path(uri),
    ...(method?.exact ? { method: method.exact } : {}),
    ...(named.length > 0 ? { headers: named } : {}),
    ...(queried.length > 0 ? { queryParams: queried } : {}),
  };
}

function path({ regex, exact, prefix }: StringMatch = {}): RouteMatch['path'] {
  if (regex) {
    return { type: 'RegularExpression', value: regex };
  }
  return exact ? { type: 'Exact', value: exact } : { type: 'PathPrefix', value: prefix ?? '/' };
}

const namedMatches = (texts: Readonly<Record<string, StringMatch>> = {}): readonly NamedMatch[] =>
  sorted(texts).map(([name, { exact, regex = '' }]) =>
    exact === undefined ? { name, type: 'RegularExpression', value: regex } : { name, type: 'Exact', value: exact },
  );
