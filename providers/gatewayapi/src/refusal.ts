import type { Canary, HttpMatch, Problem, StringMatch } from '@flagger/api';
import {
  fieldsIgnored,
  misshapenAudience,
  notSupported,
  refusedFields,
  refusedMissing,
  saidIn,
} from '@flagger/mesh-kit';
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

const PARENT = 'at least one: GatewayRefs must be specified when using Gateway API as a provider.';

/** What the Gateway API would route otherwise than the Canary says, or not take at all. */
export function problems(canary: Canary): readonly Problem[] {
  const { service, analysis } = canary.spec;
  return [
    ...refusedMissing('spec.service.gatewayRefs', service.gatewayRefs, PARENT),
    ...(service.match ?? []).flatMap((match, at) => matchProblems(`spec.service.match[${at}]`, match)),
    ...(analysis.match ?? []).flatMap((match, at) => matchProblems(`spec.analysis.match[${at}]`, match)),
    ...misshapenAudience(canary),
    ...durationProblems(canary),
  ];
}

/** What a Canary asks for and a route of this version has no field for; users stay where they would be. */
export function warnings(canary: Canary, { names: [name = ''], reads }: Dialect): readonly string[] {
  const { corsPolicy, match } = canary.spec.service;
  const hasPatterns = reads.includes('corsPolicy') && (corsPolicy?.allowOrigins ?? []).length > 0;
  const hasNoPrefix = replacesPrefix(canary) && match?.some(({ uri }) => uri?.regex);
  return [
    ...fieldsIgnored(canary, name, reads),
    ...(hasPatterns ? [notSupported('spec.service.corsPolicy.allowOrigins', name)] : []),
    ...(hasNoPrefix
      ? ['spec.service.rewrite replaces the whole path of who comes by a regex, which has no prefix']
      : []),
  ];
}

function matchProblems(field: string, match: HttpMatch): readonly Problem[] {
  const unknown = (name: string): string => `nothing: Gateway API doesn't support the specified ${name} selector`;
  return [
    ...refusedFields(field, match, { names: saidIn(match, UNKNOWN), allowed: unknown }),
    ...textProblems(`${field}.headers`, match.headers),
    ...textProblems(`${field}.queryParams`, match.queryParams),
    ...(match.method && match.method.exact === undefined
      ? refusedFields(field, match, { names: ['method'], allowed: () => 'exact' })
      : []),
  ];
}

const textProblems = (field: string, texts: Readonly<Record<string, StringMatch>> = {}): readonly Problem[] =>
  refusedFields(field, texts, {
    names: Object.keys(texts).filter((name) => texts[name]?.exact === undefined && texts[name]?.regex === undefined),
    allowed: () => 'exact or regex',
  });

function durationProblems({ spec: { service } }: Canary): readonly Problem[] {
  const names = (['timeout', 'backendTimeout'] as const).filter(
    (name) => service[name] && routeDuration(service[name]) === undefined,
  );
  return refusedFields('spec.service', service, { names, allowed: () => 'a duration such as 30s or 500ms' });
}
