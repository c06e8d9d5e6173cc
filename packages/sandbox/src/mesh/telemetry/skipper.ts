import type { Counting } from './proxy-telemetry.ts';
import { SECONDS } from './seconds.ts';

/** What Skipper shows: requests that came through it, by the route that led them. */
export const skipperCounting: Counting = {
  requests: { name: 'skipper_serve_route_count', help: 'Requests that were answered, by status.' },
  durations: {
    name: 'skipper_response_duration_seconds',
    help: 'How long answers took, in seconds.',
    bounds: SECONDS,
    isInSeconds: true,
  },
  moreDurations: [
    {
      name: 'skipper_serve_route_duration_seconds',
      help: 'How long requests took in all, in seconds.',
      bounds: SECONDS,
      isInSeconds: true,
    },
  ],
  labels: ({ reporter, request, answer, counted }) =>
    reporter === 'source' && counted !== undefined
      ? { ...counted, code: String(answer.status), method: request.method }
      : undefined,
};
