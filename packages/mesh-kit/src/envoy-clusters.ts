import type { Counters, MeshProvider } from '@flagger/api';

/** Envoy's clusters of the two sides, each as a regular expression with the variables of a query. */
export interface EnvoyClusters {
  readonly canary: string;
  readonly primary: string;
  /** Both in one. */
  readonly either: string;
}

const REQUESTS = 'envoy_cluster_upstream_rq';
const DURATIONS = 'envoy_cluster_upstream_rq_time_bucket';

const rate = (series: string, labels: string): string => `sum( rate( ${series}{ ${labels} }[{{ interval }}] ) )`;

/**
 * Flagger's queries of an ingress that is an Envoy: the percent of the canary's requests that were not answered with
 * 5xx, all of them, and the time that 99 of 100 stay under, in milliseconds.
 */
export function envoyQueries({ canary }: EnvoyClusters): Required<Omit<MeshProvider['queries'], 'written'>> {
  const cluster = `envoy_cluster_name=~"${canary}"`;
  const requests = rate(REQUESTS, `${cluster},`);
  return {
    successRate: `${rate(REQUESTS, `${cluster}, envoy_response_code!~"5.*"`)} / ${requests} * 100`,
    requests,
    duration: `histogram_quantile( 0.99, ${rate(DURATIONS, `${cluster},`)} by (le) )`,
  };
}

/** What such an ingress counts of both sides: attempts, so that a call and its retries fail together. */
export const envoyCounters = ({ canary, primary, either }: EnvoyClusters): readonly Counters[] => [
  {
    seenFrom: 'client',
    byAttempt: true,
    requests: `${REQUESTS}{envoy_cluster_name=~"${either}"}`,
    code: 'envoy_response_code',
    failed: '5.*',
    durations: `${DURATIONS}{envoy_cluster_name=~"${either}"}`,
    unit: 'ms',
    arm: { label: 'envoy_cluster_name', canary, primary },
    routing: 'random',
  },
];
