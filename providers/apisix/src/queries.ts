const canary = 'route=~"{{ namespace }}_{{ route }}-{{ service }}-canary_.+"';
const statuses = (labels: string): string => `sum( rate( apisix_http_status{ ${labels} }[{{ interval }}] ) )`;

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = statuses(canary);

/** Percent of the requests by the canary's route that APISIX did not see answered with 5xx. */
export const successRate = `${statuses(`${canary}, code!~"5.."`)} / ${requests} * 100`;

/** The time that 99 of 100 requests by the canary's route stay under, in milliseconds. */
export const duration = `histogram_quantile( 0.99, sum( rate( apisix_http_latency_bucket{ type=~"request", ${canary} }[{{ interval }}] ) ) by (le) )`;
