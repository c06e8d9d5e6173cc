import type { Asked } from './ask.ts';
import { basicHeader, httpSource, type Place } from './http-source.ts';
import { at, inJson, listed, single } from './json.ts';

/** Graphite: the last value of all series that is one. The query is that of the render API, such as `target=…&from=-1min`. */
export const graphite = httpSource({
  type: 'graphite',
  address: { example: 'http://graphite:8080' },
  needs: ['username', 'password'],
  mayBeOpen: true,
  query: ({ text }, place) => asked(text, place),
  read: inJson((answer) => {
    const values = listed(answer)
      .flatMap((series) => listed(at(series, 'datapoints')))
      .map((point) => at(point, 0));
    return single(values.findLast((value) => typeof value === 'number'));
  }),
  online: (place) => asked('target=test', place),
});

function asked(query: string, { base, secret }: Place): Asked {
  const parameters = new URLSearchParams(query.replace(/\s+/g, ' ').trim());
  parameters.set('format', 'json');
  return {
    url: `${base}/render?${parameters.toString()}`,
    headers: basicHeader(secret('username'), secret('password')),
  };
}
