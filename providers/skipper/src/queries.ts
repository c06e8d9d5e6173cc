const canary = 'route=~"kube(ew)?_{{ namespace }}__{{ ingress }}_canary__.*__{{ service }}_canary(_[0-9]+)?"';
const rate = (series: string, labels: string): string => `sum(rate(skipper_${series}{${labels}}[{{ interval }}]))`;
const responses = (labels: string): string => rate('response_duration_seconds_bucket', `${labels},le="+Inf"`);

/** How many requests there were a second, of any answer: what the success rate is a part of. */
export const requests = responses(canary);

/** Percent of the canary's requests that Skipper did not see answered with 5xx. */
export const successRate = `${responses(`${canary},code!~"5.."`)} / ${requests} * 100`;

/** How long answers of the canary took on average, in milliseconds. */
export const duration = `${rate('serve_route_duration_seconds_sum', canary)} / ${rate('serve_route_duration_seconds_count', canary)} * 1000`;

/** A name as Skipper writes it in the names of its routes. */
export const written = (name: string): string => name.replaceAll(/\W/g, '_');
