/** Knative's ingress has a cluster for each revision; the comma at the end is Flagger's. */
const revision = 'envoy_cluster_name=~"{{ namespace }}/{{ route }}",';
const rate = (series: string, labels: string): string => `sum( rate( ${series}{ ${labels} }[{{ interval }}] ) )`;

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = rate('envoy_cluster_upstream_rq', revision);

/** Percent of the requests to the newest revision that were not answered with 5xx. */
export const successRate = `${rate('envoy_cluster_upstream_rq', `${revision} envoy_response_code!~"5.*"`)} / ${requests} * 100`;

/** The time that 99 of 100 requests to the newest revision stay under, in milliseconds. */
export const duration = `histogram_quantile( 0.99, ${rate('envoy_cluster_upstream_rq_time_bucket', revision)} by (le) )`;
