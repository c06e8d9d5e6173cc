import type { Canary } from '@flagger/api';

/** What App Mesh calls some of the events that Envoy knows, since Canaries are written for either. */
const AS_ENVOY: Readonly<Record<string, string>> = {
  'server-error': '5xx',
  'client-error': 'retriable-4xx',
  'stream-error': 'refused-stream',
};

/** What Contour takes as a reason to try again. */
export const RETRY_EVENTS: readonly string[] = [
  ...['5xx', 'gateway-error', 'reset', 'reset-before-request', 'connect-failure', 'envoy-ratelimited', 'retriable-4xx'],
  ...['refused-stream', 'retriable-status-codes', 'retriable-headers', 'http3-post-connect-failure', 'cancelled'],
  ...['deadline-exceeded', 'internal', 'resource-exhausted', 'unavailable'],
];

/** Why a request is tried again, in Contour's words, each once. */
export const retryOn = ({ spec }: Canary): readonly string[] => [
  ...new Set(
    (spec.service.retries?.retryOn ?? '')
      .split(',')
      .map((event) => event.trim())
      .filter((event) => event !== '')
      .map((event) => AS_ENVOY[event] ?? event),
  ),
];

/** How long a request may take, and how often it is tried. */
export function settings(canary: Canary): { readonly timeoutPolicy?: object; readonly retryPolicy?: object } {
  const { timeout, retries } = canary.spec.service;
  const events = retryOn(canary);
  const policy = retries && {
    // once is what the API server fills in, and would have to be written again each time
    count: retries.attempts || 1,
    ...(retries.perTryTimeout ? { perTryTimeout: retries.perTryTimeout } : {}),
    ...(events.length > 0 ? { retryOn: events } : {}),
  };
  return {
    ...(timeout ? { timeoutPolicy: { response: timeout, idle: '5m' } } : {}),
    ...(policy ? { retryPolicy: policy } : {}),
  };
}
