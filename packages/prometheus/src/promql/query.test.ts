import { describe, expect, it } from '@jest/globals';
import { ask, type Given, MINUTE, storeOf, told } from '../../test/asked.ts';
import { STALE } from '../series.ts';
import { instantQuery, rangeQuery } from './query.ts';

describe('a rate', () => {
  it('is stretched to the ends of its window, where samples are near them', () => {
    // from 30 to 150 s there are samples at 60 and 120: 60 s, stretched by 30 s on both sides
    const store = storeOf({ a: [10, 100, 160, 190] });
    expect(told(instantQuery('increase(a[2m])', 150_000, { store }))).toEqual(['{} 120']);
    expect(told(instantQuery('rate(a[2m])', 150_000, { store }))).toEqual(['{} 1']);
    expect(told(instantQuery('delta(a[2m])', 150_000, { store }))).toEqual(['{} 120']);
  });

  it('is stretched by half a sample where the window is much longer than they are', () => {
    // 60 to 180 s: 120 s, stretched by 30 s on both sides, of a window of 1000 s
    expect(
      told(instantQuery('increase(a[1000s])', 700_000, { store: storeOf({ a: [STALE, 900, 930, 960] }) })),
    ).toEqual(['{} 90']);
  });

  it('has both ends of the window in it, as before Prometheus 3', () => {
    expect(ask('count_over_time(a[5m])', { a: [1, 2, 3, 4, 5, 6] })).toEqual(['{} 6']);
  });

  it('adds what a counter had when it began anew', () => {
    expect(ask('increase(a[5m])', { a: [10, 20, 5, 15, 25, 35] })).toEqual(['{} 45']);
    expect(ask('delta(a[5m])', { a: [10, 20, 5, 15, 25, 35] })).toEqual(['{} 25']);
    expect(ask('resets(a[5m])', { a: [10, 20, 5, 15, 25, 35] })).toEqual(['{} 1']);
  });

  it('is not stretched to before a counter was zero', () => {
    // 10 in 60 s; zero was 6 s before the first sample, the window begins long before
    expect(told(instantQuery('increase(a[10m])', 120_000, { store: storeOf({ a: [STALE, 1, 11] }) }))).toEqual([
      '{} 11',
    ]);
  });

  it('needs two samples', () => {
    expect(ask('rate(a[1m])', { a: [1] }, 0)).toEqual([]);
    expect(ask('irate(a[5m])', { a: [1, 2, 3, 4, 60, 0] })).toEqual(['{} 0']);
    expect(ask('irate(a[5m])', { a: [1, 2, 3, 4, 0, 60] })).toEqual(['{} 1']);
    expect(ask('idelta(a[5m])', { a: [1, 2, 3, 4, 60, 0] })).toEqual(['{} -60']);
  });
});

describe('a selector', () => {
  it('sees the newest sample of the last five minutes', () => {
    expect(ask('a', { a: [1, 2] }, 6)).toEqual(['{__name__="a"} 2']);
    expect(told(instantQuery('a', 6 * MINUTE + 1, { store: storeOf({ a: [1, 2] }) }))).toEqual([]);
  });

  it('sees nothing from where a series has ended, and again when it is back', () => {
    expect(ask('a', { a: [1, 2, STALE] }, 2)).toEqual([]);
    expect(ask('a', { a: [1, 2, STALE, 4] }, 3)).toEqual(['{__name__="a"} 4']);
    expect(ask('count_over_time(a[5m])', { a: [1, 2, STALE, 4] }, 3)).toEqual(['{} 3']);
  });

  it('matches labels, and a label that is not there as an empty one', () => {
    const given = { 'a x=1': [1], 'a x=2': [2], a: [3] };
    expect(ask('a{x=""}', given, 0)).toEqual(['{__name__="a"} 3']);
    expect(ask('a{x!="1"}', given, 0)).toEqual(['{__name__="a"} 3', '{__name__="a", x="2"} 2']);
    expect(ask('a{x=~"1|3"}', given, 0)).toEqual(['{__name__="a", x="1"} 1']);
    expect(ask('a{x!~"|1"}', given, 0)).toEqual(['{__name__="a", x="2"} 2']);
  });

  it('looks from another time', () => {
    const a = [0, 1, 2, 3, 4, 5];
    expect(ask('a offset 2m', { a })).toEqual(['{__name__="a"} 3']);
    expect(ask('a offset -2m', { a }, 2)).toEqual(['{__name__="a"} 4']);
    expect(ask('a @ 60', { a })).toEqual(['{__name__="a"} 1']);
    expect(ask('a @ 120 offset 1m', { a })).toEqual(['{__name__="a"} 1']);
    expect(
      told(
        rangeQuery(
          'a @ start() + a @ end()',
          { start: MINUTE, end: 3 * MINUTE, step: MINUTE },
          { store: storeOf({ a }) },
        ),
      ),
    ).toEqual(['{} 4@60 4@120 4@180']);
  });

  it('gives the samples themselves of a range', () => {
    expect(ask('a[1m]', { a: [1, 2, 3] }, 2)).toEqual(['{__name__="a"} 2@60 3@120']);
  });
});

describe('a subquery', () => {
  it('asks at multiples of its step', () => {
    expect(ask('a[2m:30s]', { a: [1, 2, 3] }, 2)).toEqual(['{__name__="a"} 1@0 1@30 2@60 2@90 3@120']);
    expect(told(instantQuery('a[1m:]', 100_000, { store: storeOf({ a: [1, 2, 3] }), subqueryStepMs: 25_000 }))).toEqual(
      ['{__name__="a"} 1@50 2@75 2@100'],
    );
    expect(ask('max_over_time(sum(a)[2m:1m] offset 1m)', { 'a x=1': [1, 7, 2, 9], 'a x=2': [1, 1, 1, 9] }, 3)).toEqual([
      '{} 8',
    ]);
  });
});

describe('over time', () => {
  it.each([
    ['avg_over_time', '4'],
    ['min_over_time', '1'],
    ['max_over_time', '9'],
    ['sum_over_time', '20'],
    ['count_over_time', '5'],
    ['last_over_time', '9'],
    ['present_over_time', '1'],
    ['stdvar_over_time', '9.2'],
    ['stddev_over_time', '3.03315017762062'],
    ['changes', '3'],
    ['resets', '1'],
  ])('%s', (name, value) => {
    const labels = name === 'last_over_time' ? '{__name__="a"}' : '{}';
    expect(ask(`${name}(a[10m])`, { a: [2, 2, 6, 1, 9] })).toEqual([`${labels} ${value}`]);
  });

  it('finds quantiles between samples, and lines through them', () => {
    expect(ask('quantile_over_time(0.25, a[10m])', { a: [1, 2, 4, 8] })).toEqual(['{} 1.75']);
    expect(ask('quantile_over_time(2, a[10m])', { a: [1, 2, 4, 8] })).toEqual(['{} +Inf']);
    expect(ask('deriv(a[10m])', { a: [0, 60, 120] })).toEqual(['{} 1']);
    expect(ask('predict_linear(a[10m], 60)', { a: [0, 60, 120] }, 2)).toEqual(['{} 180']);
  });
});

describe('an aggregation', () => {
  const given = { 'a x=1 y=1': [1], 'a x=1 y=2': [2], 'a x=2 y=1': [6] };

  it.each([
    ['sum(a)', ['{} 9']],
    ['sum by (x) (a)', ['{x="1"} 3', '{x="2"} 6']],
    ['sum(a) without (x)', ['{y="1"} 7', '{y="2"} 2']],
    ['avg(a)', ['{} 3']],
    ['count by (y) (a)', ['{y="1"} 2', '{y="2"} 1']],
    ['min(a)', ['{} 1']],
    ['max(a)', ['{} 6']],
    ['group(a)', ['{} 1']],
    ['stdvar(a)', ['{} 4.666666666666667']],
    ['stddev(a{x="1"})', ['{} 0.5']],
    ['quantile(0.5, a)', ['{} 2']],
    ['topk(1, a)', ['{__name__="a", x="2", y="1"} 6']],
    ['bottomk by (x) (1, a)', ['{__name__="a", x="1", y="1"} 1', '{__name__="a", x="2", y="1"} 6']],
    ['count_values("v", a)', ['{v="1"} 1', '{v="2"} 1', '{v="6"} 1']],
    ['sum by (z) (a)', ['{} 9']],
    ['sum(missing)', []],
  ])('%s', (query, expected) => {
    expect(ask(query, given, 0)).toEqual(expected);
  });

  it('counts what is no number as the least', () => {
    expect(ask('max(a)', { 'a x=1': [NaN], 'a x=2': [1] }, 0)).toEqual(['{} 1']);
    expect(ask('topk(1, a)', { 'a x=1': [NaN], 'a x=2': [1] }, 0)).toEqual(['{__name__="a", x="2"} 1']);
    expect(ask('sum(a)', { 'a x=1': [NaN], 'a x=2': [1] }, 0)).toEqual(['{} NaN']);
  });
});

describe('a histogram', () => {
  const buckets = (...counts: readonly number[]): Given =>
    Object.fromEntries(['0.1', '0.5', '1', '+Inf'].map((le, index) => [`h_bucket le=${le}`, [counts[index] ?? 0]]));

  it('has quantiles within its buckets', () => {
    expect(ask('histogram_quantile(0.5, h_bucket)', buckets(0, 10, 20, 20), 0)).toEqual(['{} 0.5']);
    expect(ask('histogram_quantile(0.75, h_bucket)', buckets(0, 10, 20, 20), 0)).toEqual(['{} 0.75']);
    expect(ask('histogram_quantile(0.99, h_bucket)', buckets(0, 10, 20, 30), 0)).toEqual(['{} 1']);
    expect(ask('histogram_quantile(0.5, h_bucket)', buckets(0, 0, 0, 0), 0)).toEqual(['{} NaN']);
    expect(ask('histogram_quantile(0.5, h_bucket{le!="+Inf"})', buckets(0, 10, 20, 20), 0)).toEqual(['{} NaN']);
    expect(ask('histogram_quantile(-1, h_bucket)', buckets(0, 10, 20, 20), 0)).toEqual(['{} -Inf']);
  });

  it('may have buckets that were scraped at different moments', () => {
    expect(ask('histogram_quantile(0.5, h_bucket)', buckets(10, 4, 20, 20), 0)).toEqual(['{} 0.1']);
  });
});
