import { describe, expect, it } from '@jest/globals';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';

describe('metrics as text', () => {
  it('count by labels, whose values are quoted', () => {
    const counter = new Counter('hits_total', 'Hits.');
    counter.add({ path: '/a"b\\c\n' });
    counter.add({ path: '/a"b\\c\n' });
    counter.add({});
    expect(counter.text()).toBe(
      '# HELP hits_total Hits.\n# TYPE hits_total counter\nhits_total{path="/a\\"b\\\\c\\n"} 2\nhits_total 1\n',
    );
  });

  it('count up the buckets of a histogram', () => {
    const histogram = new Histogram({ name: 'ms', help: 'Time.', bounds: [0.5, 1, 5] });
    for (const value of [0.5, 0.7, 5, 99]) {
      histogram.observe({ a: 'b' }, value);
    }
    expect(histogram.text().split('\n').slice(2)).toEqual([
      'ms_bucket{a="b",le="0.5"} 1',
      'ms_bucket{a="b",le="1"} 2',
      'ms_bucket{a="b",le="5"} 3',
      'ms_bucket{a="b",le="+Inf"} 4',
      'ms_sum{a="b"} 105.2',
      'ms_count{a="b"} 4',
      '',
    ]);
  });

  it('go with what they are about', () => {
    const counter = new Counter('hits_total', 'Hits.');
    counter.add({ pod: 'a', code: '200' });
    counter.add({ pod: 'b', code: '200' });
    counter.drop({ pod: 'a' });
    expect(counter.text()).not.toContain('pod="a"');
    expect(counter.text()).toContain('pod="b"');
  });
});
