import { type CorsPolicy, type Headers, parseGoDuration, type Rewrite, type RoutedCanary } from '@flagger/api';
import { serviceRef } from './backend-ref.ts';
import type { Dialect } from './dialect.ts';
import type { Filter, HeaderModifier, HeaderValue, RouteMatch, UrlRewrite } from './gateway-api.ts';

/** How long browsers keep an answer where nothing says it, in seconds: what the API server would fill in. */
const USUAL_MAX_AGE = 5;

/** What `spec.service` says about the requests of one rule, which is for these matches. */
export function filters(
  { spec: { service } }: RoutedCanary,
  group: readonly RouteMatch[],
  { isRecent }: Dialect,
): readonly Filter[] {
  const { headers, rewrite, mirror = [], corsPolicy } = service;
  const request = headerModifier(headers?.request);
  const response = headerModifier(headers?.response);
  const urlRewrite = rewrite && rewritten(rewrite, group);
  return [
    ...(request ? [{ type: 'RequestHeaderModifier', requestHeaderModifier: request } as const] : []),
    ...(response ? [{ type: 'ResponseHeaderModifier', responseHeaderModifier: response } as const] : []),
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

function headerModifier(changes: NonNullable<Headers['request']> = {}): HeaderModifier | undefined {
  const [add, set] = [headerValues(changes.add), headerValues(changes.set)];
  const remove = [...(changes.remove ?? [])].sort();
  const modifier = {
    ...(add.length > 0 ? { add } : {}),
    ...(set.length > 0 ? { set } : {}),
    ...(remove.length > 0 ? { remove } : {}),
  };
  return Object.keys(modifier).length > 0 ? modifier : undefined;
}

const headerValues = (values: Readonly<Record<string, string>> = {}): readonly HeaderValue[] =>
  Object.entries(values)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => ({ name, value }));

// Without a prefix there is none to replace: the whole path goes, as with Istio.
function rewritten({ uri, authority, type }: Rewrite, group: readonly RouteMatch[]): UrlRewrite | undefined {
  const isPrefix = type === 'ReplacePrefixMatch' && group.every(({ path }) => path.type === 'PathPrefix');
  const path = isPrefix
    ? ({ type: 'ReplacePrefixMatch', replacePrefixMatch: uri ?? '' } as const)
    : ({ type: 'ReplaceFullPath', replaceFullPath: uri ?? '' } as const);
  return uri || authority ? { ...(authority && { hostname: authority }), ...(uri && { path }) } : undefined;
}

function cors({ maxAge, allowOrigin, ...policy }: CorsPolicy): object {
  const seconds = Math.floor((parseGoDuration(maxAge ?? '') ?? 0) / 1000);
  return {
    ...(allowOrigin?.length && { allowOrigins: allowOrigin }),
    ...(policy.allowMethods?.length && { allowMethods: policy.allowMethods }),
    ...(policy.allowHeaders?.length && { allowHeaders: policy.allowHeaders }),
    ...(policy.exposeHeaders?.length && { exposeHeaders: policy.exposeHeaders }),
    ...(policy.allowCredentials && { allowCredentials: true }),
    maxAge: seconds > 0 ? seconds : USUAL_MAX_AGE,
  };
}
