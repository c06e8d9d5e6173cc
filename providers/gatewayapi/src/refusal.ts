import type { Canary, HttpMatch, Problem, StringMatch } from '@flagger/api';
import { notSupported } from '@flagger/mesh-kit';
import type { Dialect } from './dialect.ts';
import { replacesPrefix } from './filters.ts';
import { routeDuration } from './route-duration.ts';

/** The ways to tell requests apart that an HTTPRoute has not: without them more requests would fit. */
const UNKNOWN = [
  'scheme',
  'authority',
  'withoutHeaders',
  'ignoreUriCase',
  'port',
  'gateways',
  'sourceLabels',
  'sourceNamespace',
] as const;

/** What the Gateway API would route otherwise than the Canary says, or not take at all. */
export function problems(canary: Canary): readonly Problem[] {
  const { service, analysis } = canary.spec;
  return [
    ...parentProblems(canary),
    ...(service.match ?? []).flatMap((match, at) => matchProblems(`spec.service.match[${at}]`, match)),
    ...(analysis.match ?? []).flatMap((match, at) => matchProblems(`spec.analysis.match[${at}]`, match)),
    ...durationProblems(canary),
  ];
}

/** What a Canary asks for and a route of this version has no field for; users stay where they would be. */
export function warnings(canary: Canary, { names: [name = ''], isRecent }: Dialect): readonly string[] {
  const { retries, corsPolicy, timeout, backendTimeout, match } = canary.spec.service;
  const asked: Readonly<Record<string, unknown>> = {
    retries,
    'corsPolicy.allowOrigins': corsPolicy?.allowOrigins?.length,
    ...(isRecent ? {} : { corsPolicy, timeout, backendTimeout }),
  };
  const ignored = Object.keys(asked).filter((field) => asked[field]);
  const hasNoPrefix = replacesPrefix(canary) && match?.some(({ uri }) => uri?.regex);
  return [
    ...ignored.map((field) => notSupported(`spec.service.${field}`, name)),
    ...(hasNoPrefix
      ? ['spec.service.rewrite replaces the whole path of who comes by a regex, which has no prefix']
      : []),
  ];
}

function parentProblems({ spec: { service } }: Canary): readonly Problem[] {
  const because = 'GatewayRefs must be specified when using Gateway API as a provider.';
  return service.gatewayRefs?.length
    ? []
    : [{ field: 'spec.service.gatewayRefs', found: 'nothing', allowed: `at least one: ${because}` }];
}

function matchProblems(field: string, match: HttpMatch): readonly Problem[] {
  const unknown = UNKNOWN.filter((name) => isSaid(match[name])).map((name) => ({
    field: `${field}.${name}`,
    found: JSON.stringify(match[name]),
    allowed: `nothing: Gateway API doesn't support the specified ${name} selector`,
  }));
  const texts = [
    ...Object.entries(match.headers ?? {}).map(([name, text]) => textProblem(`${field}.headers.${name}`, text)),
    ...Object.entries(match.queryParams ?? {}).map(([name, text]) => textProblem(`${field}.queryParams.${name}`, text)),
    ...(match.method && match.method.exact === undefined
      ? [{ field: `${field}.method`, found: JSON.stringify(match.method), allowed: 'exact' }]
      : []),
  ];
  return [...unknown, ...texts].flatMap((problem) => problem ?? []);
}

const textProblem = (field: string, text: StringMatch): Problem | undefined =>
  text.exact === undefined && text.regex === undefined
    ? { field, found: JSON.stringify(text), allowed: 'exact or regex' }
    : undefined;

function isSaid(value: unknown): boolean {
  return typeof value === 'object' && value !== null ? Object.keys(value).length > 0 : Boolean(value);
}

function durationProblems({ spec: { service } }: Canary): readonly Problem[] {
  return (['timeout', 'backendTimeout'] as const).flatMap((name) => {
    const found = service[name];
    return found && routeDuration(found) === undefined
      ? [{ field: `spec.service.${name}`, found: JSON.stringify(found), allowed: 'a duration such as 30s or 500ms' }]
      : [];
  });
}
