import type { MeshProvider } from '@flagger/api';
import type { Mesh } from './dialect.ts';

/** How a mesh counts requests: names of series, and the labels that pick those of the canary. */
interface Series {
  readonly requests: string;
  /** The histogram of durations, in milliseconds. */
  readonly durations: string;
  /** Labels, in Flagger's order; `answered` stands among those of the requests that were answered well. */
  readonly labels: (answered: readonly string[]) => readonly string[];
  readonly answered: string;
}

const SERIES: Readonly<Record<Mesh, Series>> = {
  istio: {
    requests: 'istio_requests_total',
    durations: 'istio_request_duration_milliseconds_bucket',
    labels: (answered) => [
      'reporter="destination"',
      'destination_workload_namespace="{{ namespace }}"',
      'destination_workload=~"{{ target }}"',
      ...answered,
    ],
    answered: 'response_code!~"5.*"',
  },
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
  istio: queriesOf(SERIES.istio),
  linkerd: queriesOf(SERIES.linkerd),
  osm: queriesOf(SERIES.osm),
};

function queriesOf({ requests, durations, labels, answered }: Series): MeshProvider['queries'] {
  const rate = (series: string, chosen: readonly string[]): string =>
    `sum( rate( ${series}{ ${chosen.join(', ')} }[{{ interval }}] ) )`;
  return {
    successRate: `${rate(requests, labels([answered]))} / ${rate(requests, labels([]))} * 100`,
    duration: `histogram_quantile( 0.99, ${rate(durations, labels([]))} by (le) )`,
  };
}
