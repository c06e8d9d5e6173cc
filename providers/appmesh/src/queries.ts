const PODS = 'kubernetes_namespace="{{ namespace }}", kubernetes_pod_name=~"{{ target }}-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)"';

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = `sum( rate( envoy_cluster_upstream_rq{ ${PODS} }[{{ interval }}] ) )`;

/** Percent of the requests to the canary's pods that were not answered with 5xx, as Envoy counted them. */
export const successRate = `
sum( rate( envoy_cluster_upstream_rq{ ${PODS}, envoy_response_code!~"5.*" }[{{ interval }}] ) )
/
${requests}
* 100`;

/** The time that 99 of 100 requests to the canary's pods stay under, in milliseconds. */
export const duration = `
histogram_quantile( 0.99, sum( rate( envoy_cluster_upstream_rq_time_bucket{ ${PODS} }[{{ interval }}] ) ) by (le) )`;
