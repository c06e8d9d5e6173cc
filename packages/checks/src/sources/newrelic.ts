import type { Asked } from './ask.ts';
import { httpSource, overInterval, withParameters, type Place } from './http-source.ts';
import { at, inJson, single } from './json.ts';

const ACCOUNT = 'newrelic_account_id';
const QUERY_KEY = 'newrelic_query_key';

/** New Relic Insights: the first result of an NRQL query over one interval. */
export const newrelic = httpSource({
  type: 'newrelic',
  address: { own: 'https://insights-api.newrelic.com' },
  needs: [ACCOUNT, QUERY_KEY],
  query: (query, place) =>
    overInterval(query, (intervalMs) =>
      asked(`${query.text} SINCE ${Math.floor(intervalMs / 1000)} seconds ago`, place),
    ),
  read: inJson((answer) => single(at(answer, 'results', 0, 'result'))),
  online: (place) => asked('SELECT * FROM Metric LIMIT 1', place),
});

const asked = (nrql: string, { base, secret }: Place): Asked => ({
  url: withParameters(`${base}/v1/accounts/${encodeURIComponent(secret(ACCOUNT))}/query`, { nrql }),
  headers: { 'x-query-key': secret(QUERY_KEY) },
});
