import { describe, expect, it } from '@jest/globals';
import { keyOf, labelsOf, shownLabels } from './labels.ts';
import { matcher } from './matcher.ts';
import { STALE } from './series.ts';
import { MetricStore } from './store.ts';

const labels = (pairs: Readonly<Record<string, string>>) => labelsOf(Object.entries({ __name__: 'a', ...pairs }));
const byName = [matcher('__name__', '=', 'a')];

describe('the store', () => {
  it('keeps series apart by their labels, in whatever order these come', () => {
    const store = new MetricStore();
    store.append(labels({ x: '2', b: '1' }), 1, 1);
    store.append(labels({ b: '1', x: '2', empty: '' }), 2, 2);
    store.append(labels({ x: '1' }), 1, 3);
    const found = store.select(byName);
    expect(found.map((series) => shownLabels(series.labels))).toEqual([
      '{__name__="a", b="1", x="2"}',
      '{__name__="a", x="1"}',
    ]);
    expect(found[0]?.between(0, 9)).toEqual({ times: [1, 2], values: [1, 2] });
  });

  it('leaves out what is not newer', () => {
    const store = new MetricStore();
    expect([
      store.append(labels({}), 5, 1),
      store.append(labels({}), 5, 2),
      store.append(labels({}), 4, 3),
      store.append(labels({}), 6, 4),
    ]).toEqual([true, false, false, true]);
    expect(store.select(byName)[0]?.between(0, 9)).toEqual({ times: [5, 6], values: [1, 4] });
  });

  it('forgets samples that are too old, and series that have no others', () => {
    const store = new MetricStore({ retentionMs: 10 });
    store.append(labels({ x: 'old' }), 1, 1);
    store.append(labels({ x: 'new' }), 1, 1);
    store.append(labels({ x: 'new' }), 12, 2);
    store.forget(12);
    expect(store.select(byName).map((series) => [series.labels.get('x'), series.between(0, 99).times])).toEqual([
      ['new', [12]],
    ]);
    store.forget(99);
    expect([store.select(byName), store.select([])]).toEqual([[], []]);
    expect(store.append(labels({ x: 'old' }), 0, 1)).toBe(true);
  });

  it('ends series where it is told to, for any window', () => {
    const store = new MetricStore();
    for (const [time, value] of [
      [1, 1],
      [2, STALE],
      [3, 3],
    ] as const) {
      store.append(labels({}), time, value);
    }
    const [series] = store.select(byName);
    expect([series?.latest(0, 1), series?.latest(0, 2), series?.latest(0, 3)]).toEqual([
      { time: 1, value: 1 },
      undefined,
      { time: 3, value: 3 },
    ]);
    expect(series?.between(1, 3)).toEqual({ times: [1, 3], values: [1, 3] });
    series?.forget(3);
    expect(series?.isSeen(0, 2)).toBe(false);
  });

  it('never takes labels with special values for others', () => {
    const one = labelsOf([
      ['a', 'x'],
      ['b', 'y'],
    ]);
    const other = labelsOf([['a', 'x\u0000b\u0000y']]);
    expect(keyOf(one)).not.toBe(keyOf(other));
  });
});
