import type { Asked, Unready } from './ask.ts';
import { googleToken } from './google-token.ts';
import { httpSource, type Place } from './http-source.ts';
import { at, inJson, single } from './json.ts';

/** Google Cloud Monitoring: the first point of the first series of an MQL query; the newest comes first. */
export const stackdriver = httpSource({
  type: 'stackdriver',
  address: { only: 'https://monitoring.googleapis.com' },
  needs: ['project'],
  query: ({ text }, place) => asked(text, place),
  read: inJson((answer) => {
    const value = at(answer, 'timeSeriesData', 0, 'pointData', 0, 'values', 0);
    return single(at(value, 'doubleValue') ?? at(value, 'int64Value'));
  }),
  online: (place) => asked('', place),
  // a query of nothing is refused only by who is there and believes us
  isOnline: ({ status, text }) => status === 400 && text.includes('INVALID_ARGUMENT'),
});

async function asked(query: string, { base, secret, server }: Place): Promise<Asked | Unready> {
  const token = await googleToken(secret('serviceAccountKey'), server);
  return typeof token === 'string'
    ? {
        url: `${base}/v3/projects/${encodeURIComponent(secret('project'))}/timeSeries:query`,
        headers: { authorization: `Bearer ${token}` },
        body: { query },
        isOurs: true,
      }
    : token;
}
