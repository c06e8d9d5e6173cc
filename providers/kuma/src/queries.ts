const canary = 'service=~"{{ service }}-canary_{{ namespace }}_svc_[0-9a-zA-Z-]+"';
const rate = (series: string, labels: string): string => `sum( rate( ${series}{ ${labels} }[{{ interval }}] ) )`;

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = rate('envoy_cluster_upstream_rq', `${canary},`);

/** Percent of the canary's requests that Kuma's Envoys did not see answered with 5xx. */
export const successRate = `${rate('envoy_cluster_upstream_rq', `${canary}, envoy_response_code!~"5.*"`)} / ${requests} * 100`;

/** The time that 99 of 100 requests to the canary stay under, in milliseconds. */
export const duration = `histogram_quantile( 0.99, ${rate('envoy_cluster_upstream_rq_time_bucket', `${canary},`)} by (le) )`;
