import { requestQueries } from './request-queries.ts';

/**
 * Flagger's queries of what the pods of the canary count of themselves, in seconds. The pattern fits pods of the
 * Deployment and not those of its primary, whose names have one part more.
 */
export const podQueries = requestQueries({
  requests: 'http_request_duration_seconds_count',
  durations: 'http_request_duration_seconds_bucket',
  labels: (answered) => [
    'kubernetes_namespace="{{ namespace }}"',
    'kubernetes_pod_name=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"',
    ...answered,
  ],
  answered: 'status!~"5.*"',
});
