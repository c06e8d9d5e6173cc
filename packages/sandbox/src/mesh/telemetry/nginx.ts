import { pathOf } from '../router/fits.ts';
import type { Counting } from './proxy-telemetry.ts';
import { SECONDS } from './seconds.ts';

/** What ingress-nginx shows: requests that came through it, by the Ingress that led them and who they were led to. */
export const nginxCounting: Counting = {
  requests: { name: 'nginx_ingress_controller_requests', help: 'Requests that were answered, by status.' },
  durations: {
    name: 'nginx_ingress_controller_response_duration_seconds',
    help: 'How long answers took, in seconds.',
    bounds: SECONDS,
    isInSeconds: true,
  },
  moreDurations: [
    {
      name: 'nginx_ingress_controller_request_duration_seconds',
      help: 'How long requests took in all, in seconds.',
      bounds: SECONDS,
      isInSeconds: true,
    },
  ],
  labels: ({ reporter, request, answer, counted }) =>
    reporter === 'source' && counted !== undefined
      ? {
          ...counted,
          host: request.host,
          path: pathOf(request.path),
          method: request.method,
          status: String(answer.status),
        }
      : undefined,
};
