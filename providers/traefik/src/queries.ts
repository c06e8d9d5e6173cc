const canary = 'service=~"{{ namespace }}-{{ service }}-canary-[0-9a-zA-Z-]+@kubernetescrd"';
const rate = (labels: string): string =>
  `sum( rate( traefik_service_request_duration_seconds_bucket{ ${labels} }[{{ interval }}] ) )`;

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = rate(`${canary}, le="+Inf"`);

/** Percent of the canary's requests that Traefik did not see answered with 5xx. */
export const successRate = `${rate(`${canary}, code!~"5..", le="+Inf"`)} / ${requests} * 100`;

/** The time that 99 of 100 requests to the canary stay under, in milliseconds. */
export const duration = `histogram_quantile( 0.99, ${rate(canary)} by (le) ) * 1000`;
