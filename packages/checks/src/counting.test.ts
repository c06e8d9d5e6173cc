import { readFileSync } from 'node:fs';
import type { Canary, Counters } from '@flagger/api';
import { instantQuery, labelsOf, MetricStore, STALE } from '@flagger/prometheus';
import { istio } from '@flagger/provider-istio';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { countersOf } from './counters.ts';
import { countingQuery, type Counted } from './counting-query.ts';
import { type CountedRow, tablesOf } from './counts.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'));

interface Counting {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly series: readonly Recorded[];
  readonly expected: readonly CountedRow[];
}
interface Recorded {
  readonly labels: Readonly<Record<string, string>>;
  readonly samples: readonly (readonly [seconds: number, value: number | 'stale'])[];
}

const vectors = read('counting') as readonly Counting[];
const rendered = read('istio') as Readonly<Record<string, Readonly<Record<string, string>>>>;

const PLAIN: Counters = {
  ...{ seenFrom: 'client', requests: 'requests{job="proxies"}', code: 'code', failed: '5.*', unit: 's' },
  ...{ durations: 'durations_bucket{job="proxies"}', routing: 'random' },
  arm: { label: 'arm', canary: 'canary', primary: 'primary' },
};
const REQUESTS: Counted = { kind: 'requests' };

function storeOf(series: readonly Recorded[], name = 'requests'): MetricStore {
  const store = new MetricStore();
  for (const { labels, samples } of series) {
    const all = labelsOf(Object.entries({ __name__: name, ...labels }));
    samples.forEach(([seconds, value]) => store.append(all, seconds * 1000, value === 'stale' ? STALE : value));
  }
  return store;
}

/** What is counted from one second to another, sorted. */
function counted(
  store: MetricStore,
  { from, to }: Pick<Counting, 'from' | 'to'>,
  what = REQUESTS,
): readonly CountedRow[] {
  const answer = instantQuery(countingQuery(PLAIN, what, to - from) ?? '', to * 1000, { store });
  const samples = answer.type === 'vector' ? answer.samples : [];
  return samples
    .map(({ labels, value }) => ({
      ...{ arm: labels.get('arm') ?? '', key: labels.get(what.kind === 'requests' ? 'code' : 'le') ?? '', value },
    }))
    .sort((one, other) => `${one.arm} ${one.key}`.localeCompare(`${other.arm} ${other.key}`));
}

describe('the counting query', () => {
  it.each(vectors)('counts as its vectors say: $name', ({ series, expected, ...window }) => {
    expect(counted(storeOf(series), window)).toEqual(expected);
  });

  it('counts nothing twice and leaves nothing out, however a stretch of time is cut into windows', () => {
    const reporter = fc.record({
      every: fc.integer({ min: 5, max: 20 }),
      offset: fc.integer({ min: 0, max: 4 }),
      grows: fc.array(fc.nat(50), { minLength: 80, maxLength: 80 }),
      isMissed: fc.array(fc.boolean(), { minLength: 80, maxLength: 80 }),
    });
    fc.assert(
      fc.property(
        fc.array(reporter, { minLength: 1, maxLength: 3 }),
        fc.uniqueArray(fc.integer({ min: 1100, max: 1300 }), { maxLength: 6 }),
        (reporters, cuts) => {
          const series = reporters.map(({ every, offset, grows, isMissed }, index) => ({
            labels: { job: 'proxies', instance: `${index}:1`, arm: index % 2 ? 'canary' : 'primary', code: '200' },
            samples: grows
              .map((_, at) => [900 + offset + at * every, grows.slice(0, at + 1).reduce((a, b) => a + b)] as const)
              // the first two are there, so that each reporter is known, and no more than five minutes are missed
              .filter(([seconds], at) => seconds <= 1320 && (at < 2 || at % 4 === 0 || !isMissed[at])),
          }));
          const store = storeOf(series);
          const total = (rows: readonly CountedRow[]): number => rows.reduce((sum, { value }) => sum + value, 0);
          const ends = [1050, ...cuts.sort((one, other) => one - other), 1310];
          const parts = ends.slice(1).map((to, index) => total(counted(store, { from: ends[index] ?? 0, to })));
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total(counted(store, { from: 1050, to: 1310 })));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('asks only for the bounds that are known, however an exporter writes them', () => {
    const what: Counted = { kind: 'durations', bounds: [0.05, 100, 2_500_000] };
    const query = countingQuery(PLAIN, what, 30) ?? '';
    expect(query).toContain('{job="proxies",le=~"0.05|100|100.0|2500000|2500000.0|2.5e[+]06|[+]Inf"}');
    const samples = [
      [990, 0],
      [1020, 7],
    ] as const;
    const series = ['0.05', '100.0', '250.0', '2.5e+06', '+Inf'].map((le) => ({
      labels: { job: 'proxies', instance: 'a:1', arm: 'canary', le },
      samples,
    }));
    const rows = counted(storeOf(series, 'durations_bucket'), { from: 1000, to: 1030 }, what);
    expect(rows.map(({ key }) => key).sort()).toEqual(['+Inf', '0.05', '100.0', '2.5e+06']);
  });

  it('is none where durations are not counted', () => {
    const { durations: _, ...without } = PLAIN;
    expect(countingQuery(without, { kind: 'durations' }, 30)).toBeUndefined();
  });
});

describe("Istio's counters", () => {
  const canary = {
    metadata: { name: 'podinfo', namespace: 'test' },
    spec: { targetRef: { kind: 'Deployment', name: 'podinfo' }, service: { port: 80 }, analysis: {} },
  } as Canary;

  it.each(['client', 'server'])('are asked for as was tried on a real Prometheus: %s', (seenFrom) => {
    const found = istio.counters?.find((each) => each.seenFrom === seenFrom);
    const filled = found && countersOf(found, { canary, question: {}, options: {} });
    for (const [kind, expected] of Object.entries(rendered[seenFrom] ?? {})) {
      expect(filled && countingQuery(filled, { kind } as Counted, 54)).toBe(expected);
    }
    expect(Object.keys(rendered[seenFrom] ?? {})).not.toEqual([]);
  });

  it('come from callers first', () => {
    expect(istio.counters?.map(({ seenFrom }) => seenFrom)).toEqual(['client', 'server']);
  });
});

describe('what was counted', () => {
  const row = (arm: string, key: string, value: number): CountedRow => ({ arm, key, value });

  it('is requests and failures of both arms, and of nobody else', () => {
    const rows = [row('canary', '200', 90), row('canary', '503', 10), row('primary', '200', 900), row('', '500', 7)];
    expect(tablesOf(rows, PLAIN, REQUESTS)).toEqual({
      tables: [{ canary: { n: 100, x: 10 }, primary: { n: 900, x: 0 } }],
    });
    expect(tablesOf([row('canary', '1500', 3)], PLAIN, REQUESTS)).toEqual({
      tables: [{ canary: { n: 3, x: 0 }, primary: { n: 0, x: 0 } }],
    });
    expect(tablesOf([], PLAIN, REQUESTS)).toEqual({ tables: [{ canary: { n: 0, x: 0 }, primary: { n: 0, x: 0 } }] });
  });

  it('is how many were slower than each bound, in milliseconds', () => {
    const rows = [row('canary', '0.3', 4), row('canary', '1.0', 9), row('canary', '+Inf', 10)];
    const all = [...rows, row('primary', '0.3', 80), row('primary', '1', 99), row('primary', '+Inf', 100)];
    expect(tablesOf(all, PLAIN, { kind: 'durations' })).toEqual({
      bounds: [300, 1000],
      tables: [
        { canary: { n: 10, x: 6 }, primary: { n: 100, x: 20 } },
        { canary: { n: 10, x: 1 }, primary: { n: 100, x: 1 } },
      ],
    });
    expect(tablesOf(rows, PLAIN, { kind: 'durations' })).toEqual({
      bounds: [300, 1000],
      tables: [
        { canary: { n: 10, x: 6 }, primary: { n: 0, x: 0 } },
        { canary: { n: 10, x: 1 }, primary: { n: 0, x: 0 } },
      ],
    });
  });

  it.each<[string, Counted, readonly CountedRow[]]>([
    ['only whole numbers can be', REQUESTS, [row('canary', '200', 4.5)]],
    ['only whole numbers can be', REQUESTS, [row('canary', '200', NaN)]],
    ['only whole numbers can be', REQUESTS, [row('primary', '200', -1)]],
    ['do not end with +Inf', { kind: 'durations' }, [row('canary', '1', 4)]],
    ['hold fewer requests', { kind: 'durations' }, [row('canary', '1', 4), row('canary', '+Inf', 3)]],
    [
      'different bounds',
      { kind: 'durations' },
      [row('canary', '1', 3), row('canary', '+Inf', 3), row('primary', '2', 3), row('primary', '+Inf', 3)],
    ],
  ])('is refused: %s', (problem, what, rows) => {
    expect(tablesOf(rows, PLAIN, what)).toEqual({ problem: expect.stringContaining(problem) });
  });
});
