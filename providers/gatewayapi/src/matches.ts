import type { AnalysisMatch, HttpMatch, StringMatch } from '@flagger/api';
import type { NamedMatch, RouteMatch } from './gateway-api.ts';

/** The matches of `service.match`; every path where it says nothing. */
export const matches = (service: readonly HttpMatch[] = []): readonly RouteMatch[] =>
  (service.length > 0 ? service : [{}]).map(routeMatch);

/**
 * Who is in the test: each pair of an analysis match and a service match. Both must fit, since of two rules that fit a
 * request the one that asks for more headers decides; where both name one header, that of the analysis counts.
 */
export const testMatches = (
  analysis: readonly AnalysisMatch[],
  service: readonly HttpMatch[] = [],
): readonly RouteMatch[] =>
  analysis.flatMap(({ headers, queryParams }) =>
    (service.length > 0 ? service : [{}]).map((match: HttpMatch) =>
      routeMatch({
        ...match,
        headers: { ...match.headers, ...headers },
        queryParams: { ...match.queryParams, ...queryParams },
      }),
    ),
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
  Object.entries(texts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { exact, regex = '' }]) =>
      exact === undefined ? { name, type: 'RegularExpression', value: regex } : { name, type: 'Exact', value: exact },
    );
