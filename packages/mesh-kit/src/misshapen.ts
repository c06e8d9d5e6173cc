import { type Canary, parseGoDuration, type Problem } from '@flagger/api';
import { re2Problem } from './re2.ts';

/** All of them, as Istio routes: who is led, how requests are told apart, times and attempts. */
export const misshapenRoutes = (canary: Canary): readonly Problem[] => [
  ...misshapenAudience(canary),
  ...misshapenMatches(canary),
  ...misshapenDurations(canary),
  ...negativeAttempts(canary),
];

/** What leads others than the Canary means: an A/B test of everybody, hosts that are none. */
export const misshapenAudience = (canary: Canary): readonly Problem[] => [
  ...matchesOfAll(canary),
  ...misshapenHosts(canary),
];

/** What is to be said of the entries of a list that are not as they must be. */
export const misshapenEntries = <T>(
  field: string,
  entries: readonly T[] = [],
  { isRight, allowed }: { readonly isRight: (entry: T) => boolean; readonly allowed: string },
): readonly Problem[] =>
  entries.flatMap((entry, at) =>
    isRight(entry) ? [] : [{ field: `${field}[${at}]`, found: JSON.stringify(entry), allowed }],
  );

/** The hosts of `spec.service` that are no host names: an address, a path, a port, a wildcard in the middle. */
export const misshapenHosts = ({ spec }: Canary): readonly Problem[] =>
  misshapenEntries('spec.service.hosts', spec.service.hosts, {
    isRight: (host) => HOST.test(host) || IPV6.test(host),
    allowed: 'a host name such as app.example.com or *.example.com, without scheme, port and path',
  });

const HOST = /^(?:\*|(?:\*\.)?[A-Za-z0-9_](?:[-\w]*\w)?(?:\.[A-Za-z0-9_](?:[-\w]*\w)?)*\.?)$/;
const IPV6 = /^[0-9A-Fa-f]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*$/;

/** An entry of an A/B `match` that asks for nothing: everybody would get the canary at once. */
export function matchesOfAll({ spec: { analysis } }: Canary): readonly Problem[] {
  const isTest = (analysis.iterations ?? 0) > 0;
  return misshapenEntries('spec.analysis.match', isTest ? analysis.match : [], {
    isRight: (match) => Object.values(match).some((asked) => Object.keys(asked).length > 0),
    allowed: 'headers, queryParams or sourceLabels: an entry without any fits everybody',
  });
}

/** Durations of `spec.service` that are none, or less than none. */
export const misshapenDurations = ({ spec: { service } }: Canary): readonly Problem[] =>
  Object.entries({
    timeout: service.timeout,
    'retries.perTryTimeout': service.retries?.perTryTimeout,
    'corsPolicy.maxAge': service.corsPolicy?.maxAge,
  }).flatMap(([name, value]) =>
    !value || (parseGoDuration(value) ?? -1) >= 0
      ? []
      : [
          {
            field: `spec.service.${name}`,
            found: JSON.stringify(value),
            allowed: 'a duration such as 30s, 1m30s or 500ms',
          },
        ],
  );

/** Fewer attempts than none. */
export const negativeAttempts = ({ spec: { service } }: Canary): readonly Problem[] =>
  (service.retries?.attempts ?? 0) < 0
    ? [{ field: 'spec.service.retries.attempts', found: String(service.retries?.attempts), allowed: '0 or more' }]
    : [];

/** Expressions that proxies cannot compile, and names of headers that no request can have, in an A/B test. */
export const misshapenTests = ({ spec: { analysis } }: Canary): readonly Problem[] =>
  misshapen('spec.analysis.match', analysis.match);

/** The same wherever requests are matched. */
export const misshapenMatches = (canary: Canary): readonly Problem[] => [
  ...misshapenTests(canary),
  ...misshapen('spec.service.match', canary.spec.service.match),
  ...misshapen('spec.service.corsPolicy.allowOrigins', canary.spec.service.corsPolicy?.allowOrigins),
];

const misshapen = (field: string, matches: readonly object[] = []): readonly Problem[] =>
  matches.flatMap((match, at) => [
    ...misshapenNames(`${field}[${at}]`, match),
    ...misshapenPatterns(`${field}[${at}]`, match),
  ]);

interface Named {
  readonly headers?: object;
  readonly withoutHeaders?: object;
}

/** Istio has names of its own, such as `@request.auth.claims.group`. */
const HEADER = /^(?:@.+|:?[\w!#$%&'*+.^`|~-]+)$/;

const misshapenNames = (field: string, match: Named): readonly Problem[] =>
  (['headers', 'withoutHeaders'] as const).flatMap((part) =>
    Object.keys(match[part] ?? {})
      .filter((name) => !HEADER.test(name))
      .map((name) => ({
        field: `${field}.${part}`,
        found: JSON.stringify(name),
        allowed: 'the name of a header: letters, digits and - without spaces and colons',
      })),
  );

/** Looks for `regex` at every depth. */
function misshapenPatterns(field: string, value: unknown): readonly Problem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [];
  }
  return Object.entries(value).flatMap(([name, each]: [string, unknown]) => {
    const problem = name === 'regex' && typeof each === 'string' ? re2Problem(each) : undefined;
    return problem === undefined
      ? misshapenPatterns(`${field}.${name}`, each)
      : [{ field: `${field}.${name}`, found: JSON.stringify(each), allowed: `an expression of RE2: ${problem}` }];
  });
}
