import { describe, expect, it } from '@jest/globals';
import { parseExposition } from './exposition.ts';
import { shownLabels } from './labels.ts';

const read = (text: string): readonly unknown[] =>
  parseExposition(text).map(({ labels, value, time }) => [
    shownLabels(labels),
    value,
    ...(time === undefined ? [] : [time]),
  ]);

describe('the text of metrics', () => {
  it('is read with counters, gauges and histograms', () => {
    expect(
      read(`
# HELP requests_total All requests.
# TYPE requests_total counter
requests_total{code="200",method="get"} 1027 1395066363000
requests_total { code = "400" , } 3
up 1
 weird:name   -Inf
# TYPE latency histogram
latency_bucket{le="0.5"} 2.5e1\r
latency_bucket{le="+Inf"} 30
latency_sum{} NaN
`),
    ).toEqual([
      ['{__name__="requests_total", code="200", method="get"}', 1027, 1395066363000],
      ['{__name__="requests_total", code="400"}', 3],
      ['{__name__="up"}', 1],
      ['{__name__="weird:name"}', -Infinity],
      ['{__name__="latency_bucket", le="0.5"}', 25],
      ['{__name__="latency_bucket", le="+Inf"}', 30],
      ['{__name__="latency_sum"}', NaN],
    ]);
  });

  it('has values with quotes, backslashes, line breaks and braces', () => {
    const [sample] = parseExposition(String.raw`a{x="\"} \\ \n",y="ü}"} 1`);
    expect([sample?.labels.get('x'), sample?.labels.get('y')]).toEqual(['"} \\ \n', 'ü}']);
  });

  it.each([
    'a',
    'a x',
    'a{x="1" 1',
    'a{x=1} 1',
    'a{x="1",x="2"} 1',
    '1a 1',
    'a 1 2 3',
    'a{x="1"y="2"} 1',
    'a 1x',
    '{x="1"} 1',
    'a{1x="1"} 1',
  ])('is refused for %j, with the number of the line', (line) => {
    expect(() => parseExposition(`up 1\n${line}\n`)).toThrow(`line 2 of the metrics is not understood: ${line}`);
  });
});
