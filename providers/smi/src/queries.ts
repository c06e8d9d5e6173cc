import type { MeshProvider } from '@flagger/api';
import { istioQueries, requestQueries, type RequestSeries } from '@flagger/mesh-kit';
import type { Mesh } from './dialect.ts';

const SERIES: Readonly<Record<Exclude<Mesh, 'istio'>, RequestSeries>> = {
  linkerd: {
    requests: 'response_total',
    durations: 'response_latency_ms_bucket',
    labels: (answered) => [
      'namespace="{{ namespace }}"',
      'deployment=~"{{ target }}"',
      ...answered,
      'direction="inbound"',
    ],
    answered: 'classification!="failure"',
  },
  osm: {
    requests: 'osm_request_total',
    durations: 'osm_request_duration_ms_bucket',
    labels: (answered) => [
      'destination_namespace="{{ namespace }}"',
      'destination_kind="Deployment"',
      'destination_name="{{ target }}"',
      ...answered,
    ],
    answered: 'response_code!~"5.*"',
  },
};

/**
 * The queries of each mesh: percent of the canary's requests that did not fail, and the time in ms that 99 of 100
 * stay under.
 */
export const queries: Readonly<Record<Mesh, MeshProvider['queries']>> = {
  istio: istioQueries,
  linkerd: requestQueries(SERIES.linkerd),
  osm: requestQueries(SERIES.osm),
};
