const canary = 'namespace="{{ namespace }}", ingress="{{ ingress }}", canary!=""';
const rate = (series: string, labels: string): string =>
  `sum( rate( nginx_ingress_controller_${series}{ ${labels} }[{{ interval }}] ) )`;

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = rate('requests', canary);

/** Percent of the canary's requests that ingress-nginx did not see answered with 5xx. */
export const successRate = `${rate('requests', `${canary}, status!~"5.*"`)} / ${requests} * 100`;

/** How long answers of the canary took on average, in milliseconds. */
export const duration = `${rate('response_duration_seconds_sum', canary)} / ${rate('response_duration_seconds_count', canary)} * 1000`;
