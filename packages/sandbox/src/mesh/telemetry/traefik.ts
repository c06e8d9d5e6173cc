import type { Counting } from './proxy-telemetry.ts';
import { SECONDS } from './seconds.ts';

/** What Traefik shows: requests that came through it, by the service that they were led to. */
export const traefikCounting: Counting = {
  requests: { name: 'traefik_service_requests_total', help: 'Requests that were answered, by status.' },
  durations: {
    name: 'traefik_service_request_duration_seconds',
    help: 'How long answers took, in seconds.',
    bounds: SECONDS,
    isInSeconds: true,
  },
  labels: ({ reporter, request, answer, counted }) =>
    reporter === 'source' && counted !== undefined
      ? { ...counted, code: String(answer.status), method: request.method, protocol: 'http' }
      : undefined,
};
