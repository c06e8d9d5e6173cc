import { wiring, type Asked, type Unready } from './ask.ts';
import { awsDomain, awsKeys } from './aws-keys.ts';
import { httpSource, INTERVALS, overInterval, type Place } from './http-source.ts';
import { at, inJson, parsed, single } from './json.ts';
import { signedHeaders } from './sigv4.ts';

const MOST_POINTS = 20;

/** CloudWatch: the newest value of the first of some metric data queries, which are given in JSON; over ten intervals. */
export const cloudwatch = httpSource({
  type: 'cloudwatch',
  address: { only: 'https://monitoring.amazonaws.com' },
  needs: [],
  query: (query, place) => {
    const queries = parsed(query.text);
    return Array.isArray(queries)
      ? overInterval(query, (ms) => asked(capitalised(queries), { ...place, windowMs: INTERVALS * ms }))
      : {
          problem: {
            kind: 'error',
            message: 'error unmarshaling query: found no JSON list, allowed are metric data queries',
          },
        };
  },
  read: inJson((answer) => single(at(answer, 'MetricDataResults', 0, 'Values', 0))),
  online: (place) => asked([], { ...place, windowMs: 60_000 }),
  // a list of no queries is refused only by who is there and believes us
  isOnline: ({ status, text }) => status === 400 && /Validation|InvalidParameter|MissingParameter/.test(text),
});

async function asked(
  queries: unknown,
  { server, now, windowMs: back }: Place & { readonly windowMs: number },
): Promise<Asked | Unready> {
  const { region = '' } = server;
  if (!/^[a-z0-9-]+$/.test(region)) {
    return wiring('region not specified, allowed is one such as us-east-1');
  }
  const keys = await awsKeys(region, server);
  if ('problem' in keys) {
    return keys;
  }
  const host = `monitoring.${region}.${awsDomain(region)}`;
  const body = JSON.stringify({
    MetricDataQueries: queries,
    StartTime: Math.floor((now - back) / 1000),
    EndTime: Math.floor(now / 1000),
    MaxDatapoints: MOST_POINTS,
  });
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': 'GraniteServiceVersion20100801.GetMetricData',
  };
  const signed = signedHeaders({ host, region, service: 'monitoring', headers, body, now }, keys);
  return { url: `https://${host}/`, headers: signed, body, isOurs: true };
}

/** Names begin with capitals in the API; Flagger takes small ones as well. */
function capitalised(json: unknown): unknown {
  if (Array.isArray(json)) {
    return json.map(capitalised);
  }
  return typeof json === 'object' && json !== null
    ? Object.fromEntries(
        Object.entries(json).map(([name, value]) => [
          name.slice(0, 1).toUpperCase() + name.slice(1),
          capitalised(value),
        ]),
      )
    : json;
}
