import { httpSource, INTERVALS, overInterval, withParameters, type Place } from './http-source.ts';
import { at, failed, inJson, single } from './json.ts';

const API_KEY = 'datadog_api_key';
const APPLICATION_KEY = 'datadog_application_key';

/** Datadog: the oldest point of the first series, of ten intervals, since the newest one is not over yet. */
export const datadog = httpSource({
  type: 'datadog',
  address: { own: 'https://api.datadoghq.com' },
  needs: [API_KEY, APPLICATION_KEY],
  query: (query, place) =>
    overInterval(query, (intervalMs) => ({
      url: withParameters(`${place.base}/api/v1/query`, {
        query: query.text,
        from: Math.floor((place.now - INTERVALS * intervalMs) / 1000),
        to: Math.floor(place.now / 1000),
      }),
      headers: keys(place),
    })),
  read: inJson((answer) =>
    at(answer, 'status') === 'error'
      ? failed(`error response: ${String(at(answer, 'error'))}`)
      : single(at(answer, 'series', 0, 'pointlist', 0, 1)),
  ),
  online: (place) => ({ url: `${place.base}/api/v1/validate`, headers: keys(place) }),
});

const keys = ({ secret }: Place): Readonly<Record<string, string>> => ({
  'dd-api-key': secret(API_KEY),
  'dd-application-key': secret(APPLICATION_KEY),
});
