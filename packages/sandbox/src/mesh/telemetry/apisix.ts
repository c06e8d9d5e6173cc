import { ENVOY_BOUNDS } from './envoy-bounds.ts';
import type { Counting } from './proxy-telemetry.ts';

/** What APISIX shows: requests that came through it, by the rule that led them. */
export const apisixCounting: Counting = {
  requests: { name: 'apisix_http_status', help: 'Requests that were answered, by status.' },
  durations: {
    name: 'apisix_http_latency',
    help: 'How long answers took, in ms.',
    bounds: ENVOY_BOUNDS,
    // beside what it took itself, and what the service took
    labels: { type: 'request' },
  },
  labels: ({ reporter, answer, counted }) =>
    reporter === 'source' && counted !== undefined ? { ...counted, code: String(answer.status) } : undefined,
  notOfDurations: ['code'],
};
