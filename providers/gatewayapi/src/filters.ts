import { type CorsPolicy, type Headers, parseGoDuration, type Rewrite, type RoutedCanary } from '@flagger/api';
import { sorted } from '@flagger/mesh-kit';
import { serviceRef } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import type { Filter, HeaderModifier, RouteMatch } from './gateway-api.ts';

/** How long browsers keep an answer where nothing says it, in seconds: what the API server would fill in. */
const USUAL_MAX_AGE = 5;

type HeaderChanges = NonNullable<Headers['request']>;

/** What `spec.service` says about the requests of one rule. */
export function filters(
  { spec: { service } }: RoutedCanary,
  matches: readonly RouteMatch[],
  { isRecent }: Dialect,
): readonly Filter[] {
  const { headers, rewrite, mirror = [], corsPolicy } = service;
  const request = headerModifier(headers?.request);
  const urlRewrite = rewrite && rewritten(rewrite, matches);
  return [
    ...(request ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: request } as const] : []),
    ...answerFilters(headers),
    ...(urlRewrite ? [{ type: 'URLRewrite', urlRewrite } as const] : []),
    ...mirror.map((requestMirror) => ({ type: 'RequestMirror', requestMirror }) as const),
    ...(corsPolicy && isRecent ? [{ type: 'CORS', cors: cors(corsPolicy) } as const] : []),
  ];
}

/** Copies requests to the canary, as many of 100 as `analysis.mirrorWeight` says. */
export function mirrorFilter({ backends, spec }: RoutedCanary): Filter {
  const { mirrorWeight } = spec.analysis;
  const percent = mirrorWeight ? { percent: mirrorWeight } : {};
  return { type: 'RequestMirror', requestMirror: { backendRef: serviceRef(backends.canary), ...percent } };
}

/** Whether a rewrite is to replace what a request was matched by, and not the whole path. */
export const replacesPrefix = ({ spec: { service } }: Pick<RoutedCanary, 'spec'>): boolean =>
  service.rewrite?.type === 'ReplacePrefixMatch' && Boolean(service.rewrite.uri);

/** What happens to the headers of answers. */
export function answerFilters(headers: Headers | undefined): readonly Filter[] {
  const responseHeaderModifier = headerModifier(headers?.response);
  return responseHeaderModifier ? [{ type: 'ResponseHeaderModifier', responseHeaderModifier }] : [];
}

function headerModifier({ add = {}, set = {}, remove = [] }: HeaderChanges = {}): HeaderModifier | undefined {
  const all = { add: byName(add), set: byName(set), remove: [...remove].sort() };
  const said = Object.entries(all).filter(([, values]) => values.length > 0);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

const byName = (values: Readonly<Record<string, string>>): NonNullable<HeaderModifier['add']> =>
  sorted(values).map(([name, value]) => ({ name, value }));

// Without a prefix there is none to replace: the whole path goes, as with Istio.
function rewritten({ uri, authority, type }: Rewrite, group: readonly RouteMatch[]): object | undefined {
  const isPrefix = type === 'ReplacePrefixMatch' && group.every(({ path }) => path.type === 'PathPrefix');
  const path = isPrefix ? { type, replacePrefixMatch: uri } : { type: 'ReplaceFullPath', replaceFullPath: uri };
  return uri || authority ? { ...(authority && { hostname: authority }), ...(uri && { path }) } : undefined;
}

function cors({ maxAge, allowOrigin: allowOrigins, ...policy }: CorsPolicy): object {
  const seconds = Math.floor((parseGoDuration(maxAge ?? '') ?? 0) / 1000);
  const { allowMethods, allowHeaders, exposeHeaders, allowCredentials } = policy;
  const lists = Object.entries({ allowOrigins, allowMethods, allowHeaders, exposeHeaders });
  return {
    ...Object.fromEntries(lists.filter(([, values = []]) => values.length > 0)),
    ...(allowCredentials && { allowCredentials }),
    maxAge: seconds > 0 ? seconds : USUAL_MAX_AGE,
  };
}
