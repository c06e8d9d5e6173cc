import type { MeshProvider } from '@flagger/api';

/** How somebody counts requests: names of series, and the labels that pick those of the canary. */
export interface RequestSeries {
  readonly requests: string;
  /** The histogram of durations. */
  readonly durations: string;
  /** Labels, in Flagger's order; `answered` stands among those of the requests that were answered well. */
  readonly labels: (answered: readonly string[]) => readonly string[];
  readonly answered: string;
}

/**
 * Flagger's queries by such series: percent of the canary's requests that did not fail, all of them, and the time that
 * 99 of 100 stay under, as long as the histogram measures it.
 */
export function requestQueries({ requests, durations, labels, answered }: RequestSeries): MeshProvider['queries'] {
  const rate = (series: string, chosen: readonly string[]): string =>
    `sum( rate( ${series}{ ${chosen.join(', ')} }[{{ interval }}] ) )`;
  const all = rate(requests, labels([]));
  return {
    successRate: `${rate(requests, labels([answered]))} / ${all} * 100`,
    requests: all,
    duration: `histogram_quantile( 0.99, ${rate(durations, labels([]))} by (le) )`,
  };
}
