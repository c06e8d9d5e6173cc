import { parseGoDuration } from '@flagger/api';
import { expression } from '@flagger/prometheus';
import { fieldsOf, isFields, itemsOf, numberOf, textMapOf, textOf, textsOf } from '../../client/index.ts';
import type { Cors, HeaderChange, HeaderChanges, Retries, Rewrite } from '../route-table.ts';
import { textMatch } from './text-match.ts';

/** What Istio's proxies try again where nothing is said about it. */
const USUAL: Retries = { attempts: 2, on: new Set(['connect-failure', 'refused-stream', 'unavailable', 'cancelled']) };

/** An `HTTPRetry`; Istio's own where there is none. */
export function retries(value: unknown): Retries {
  if (!isFields(value)) {
    return USUAL;
  }
  const perTryMs = duration(value.perTryTimeout);
  const on = textOf(value.retryOn)
    ?.split(',')
    .map((each) => each.trim());
  return {
    attempts: numberOf(value.attempts) ?? USUAL.attempts,
    on: on === undefined ? USUAL.on : new Set(on),
    ...(perTryMs !== undefined && { perTryMs }),
  };
}

/** A duration in ms; undefined where there is none, and 0 means none. */
export function duration(value: unknown): number | undefined {
  const ms = parseGoDuration(textOf(value) ?? '');
  return ms === undefined || ms <= 0 ? undefined : ms;
}

/** An `HTTPRewrite`. */
export function rewrite(value: unknown): Rewrite {
  const { uri, authority, uriRegexRewrite } = fieldsOf(value);
  const regex = fieldsOf(uriRegexRewrite);
  const [path, host, pattern, to] = [uri, authority, regex.match, regex.rewrite].map(textOf);
  return {
    ...(path !== undefined && { uri: path }),
    ...(host !== undefined && { authority: host }),
    ...(pattern !== undefined && {
      regex: { pattern: expression(pattern), to: (to ?? '').replaceAll('$', '$$$$').replace(/\\(\d)/g, '$$$1') },
    }),
  };
}

/** `Headers` of a route or a destination. */
export function headerChanges(value: unknown): HeaderChanges {
  const { request, response } = fieldsOf(value);
  return { request: headerChange(request), response: headerChange(response) };
}

function headerChange(value: unknown): HeaderChange {
  const { set, add, remove } = fieldsOf(value);
  return { set: textMapOf(set), add: textMapOf(add), remove: textsOf(remove) };
}

/** A `CorsPolicy`; undefined where there is none. */
export function cors(value: unknown): Cors | undefined {
  if (!isFields(value)) {
    return undefined;
  }
  const maxAge = duration(value.maxAge);
  const exact = textsOf(value.allowOrigin).map((origin) =>
    origin === '*' ? textMatch({ prefix: '' }) : textMatch({ exact: origin }),
  );
  return {
    origins: [...exact, ...itemsOf(value.allowOrigins).map(textMatch)],
    methods: textsOf(value.allowMethods),
    headers: textsOf(value.allowHeaders),
    exposed: textsOf(value.exposeHeaders),
    isWithCredentials: value.allowCredentials === true,
    ...(maxAge !== undefined && { maxAgeSeconds: maxAge / 1000 }),
  };
}
