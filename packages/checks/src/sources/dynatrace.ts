import { httpSource, INTERVALS, overInterval, withParameters, type Place } from './http-source.ts';
import { at, inJson, single } from './json.ts';

const TOKEN = 'dynatrace_token';

/** Dynatrace: the only value of the last series of a metric selector, over ten intervals. */
export const dynatrace = httpSource({
  type: 'dynatrace',
  address: { example: 'https://abc12345.live.dynatrace.com' },
  needs: [TOKEN],
  query: (query, place) =>
    overInterval(query, (intervalMs) => ({
      url: withParameters(`${place.base}/api/v2/metrics/query`, {
        metricSelector: query.text,
        resolution: 'Inf',
        from: place.now - INTERVALS * intervalMs,
        to: place.now,
      }),
      headers: token(place),
    })),
  read: inJson((answer) => single(at(answer, 'result', 0, 'data', -1, 'values', 0))),
  online: (place) => ({ url: `${place.base}/api/v2/metrics?pageSize=1`, headers: token(place) }),
});

const token = ({ secret }: Place): { readonly authorization: string } => ({
  authorization: `Api-Token ${secret(TOKEN)}`,
});
