import type { Counters } from '@flagger/api';
import { requestQueries } from './request-queries.ts';

const REQUESTS = 'istio_requests_total';
const DURATIONS = 'istio_request_duration_milliseconds_bucket';

/** Flagger's queries of what the sidecars of the canary's pods count, whoever told them where to send requests; ms. */
export const istioQueries = requestQueries({
  requests: REQUESTS,
  durations: DURATIONS,
  labels: (answered) => [
    'reporter="destination"',
    'destination_workload_namespace="{{ namespace }}"',
    'destination_workload=~"{{ target }}"',
    ...answered,
  ],
  answered: 'response_code!~"5.*"',
});

/** What Istio's sidecars count of requests that fit some labels, by `arm`. */
export const istioCounters = (
  labels: readonly string[],
  { arm, ...counted }: Pick<Counters, 'arm' | 'seenFrom' | 'byAttempt'>,
): Counters => ({
  ...counted,
  requests: `${REQUESTS}{${labels.join(',')}}`,
  code: 'response_code',
  failed: '5.*',
  durations: `${DURATIONS}{${labels.join(',')}}`,
  unit: 'ms',
  arm,
  routing: 'random',
});

/** What the pods' own sidecars count of both sides, by attempts. */
export const istioPodCounters: Counters = istioCounters(
  [
    'reporter="destination"',
    'destination_workload_namespace="{{ namespace }}"',
    'destination_workload=~"{{ target }}(-primary)?"',
  ],
  {
    seenFrom: 'server',
    byAttempt: true,
    arm: { label: 'destination_workload', canary: '{{ target }}', primary: '{{ target }}-primary' },
  },
);
