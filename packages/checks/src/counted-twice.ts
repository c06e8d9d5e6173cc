import type { Counters } from '@flagger/api';
import { seriesOf, type Counted } from './counting-query.ts';

/** Labels by which those who scrape the same series tell themselves apart. */
export const REPLICA_LABELS = ['prometheus_replica', 'replica', 'prometheus', 'receive'] as const;

/** How many series there are of each that scrapes them. */
export const replicasQuery = (counters: Counters, what: Counted): string =>
  `count by (${REPLICA_LABELS.join(', ')}) ( ${seriesOf(counters, what) ?? ''} )`;

/** Why requests would count several times; undefined where they do not. */
export function replicasProblem(
  series: readonly Readonly<Record<string, string>>[],
  labels: readonly string[],
): string | undefined {
  const label = labels.find((each) => new Set(series.map((all) => all[each] ?? '')).size > 1);
  return (
    label
    && `each request is counted several times, as ${label} tells apart: -metrics-replica-label=${label} counts it once`
  );
}
