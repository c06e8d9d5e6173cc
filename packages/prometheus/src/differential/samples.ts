import { labelsOf, NAME } from '../labels.ts';
import { STALE } from '../series.ts';
import type { Chance } from './chance.ts';
import type { GivenSeries } from './remote-write.ts';
import { TEXTS } from './texts.ts';

/** The time of the first and of the last samples, in ms. */
export const FIRST = 1_699_999_985_000;
export const LAST = FIRST + 25 * 60_000;

/** Samples at moments that questions can meet exactly: at the very ends of what they ask for. */
export const EXACT_TIMES: readonly number[] = Array.from({ length: 40 }, (_, index) => FIRST + index * 15_000);

type Next = (index: number) => number | typeof STALE;

const JOBS = ['api', 'web', 'db'] as const;
const INSTANCES = ['a:80', 'b:80'] as const;
const CODES = ['200', '404', '500', '503'] as const;
const BOUNDS = ['0.005', '0.1', '0.5', '1', '2.5', '10', '+Inf'] as const;

/**
 * Series of every kind that queries meet: counters with resets, gauges with what is no number, histograms, ends,
 * gaps, late starts.
 */
export function generatedSeries(chance: Chance): readonly GivenSeries[] {
  const each = JOBS.flatMap((job) => INSTANCES.map((instance) => ({ job, instance })));
  const all = (name: string, next: () => Next, more: () => object = () => ({})): readonly GivenSeries[] =>
    each.map((pairs) => ({ labels: labelled(name, { ...pairs, ...more() }), samples: samplesOf(chance, next()) }));
  return [
    ...CODES.flatMap((code) =>
      all(
        'requests_total',
        () => counter(chance),
        () => ({ code }),
      ),
    ),
    ...all('temperature', () => gauge(chance, 0.1)),
    ...all('level', () => gauge(chance, 0)),
    ...all('replicas', () => () => chance.whole(0, 3)),
    ...all(
      'build_info',
      () => () => 1,
      () => ({ version: chance.pick(['1.0', '1.1']) }),
    ),
    ...all('started_seconds', () => constant(chance.whole(0, 2_000_000_000))),
    ...JOBS.flatMap((job) => histogram(chance, job)),
    ...perJobSeries(chance),
  ];
}

/** One series for each job, and the texts that expressions are tried on. */
function perJobSeries(chance: Chance): readonly GivenSeries[] {
  const perJob = (name: string, next: () => Next, more: object = {}): readonly GivenSeries[] =>
    JOBS.map((job) => ({ labels: labelled(name, { job, ...more }), samples: samplesOf(chance, next()) }));
  return [
    ...JOBS.map((job) => ({
      labels: labelled('exact', { job }),
      samples: EXACT_TIMES.map((time) => [time, chance.whole(0, 100)] as const),
    })),
    ...TEXTS.map((text) => ({ labels: labelled('texts', { text }), samples: [[LAST, 1] as const] })),
    ...perJob('job:errors:rate', () => gauge(chance, 0), { team: 'ü "x" \\ 漢' }),
    ...perJob('flapping', () => (index) => (index % 7 === 3 ? STALE : index), { part: 'x' }),
    ...perJob('short', () => counter(chance)).map(({ labels, samples }, index) => ({
      labels,
      samples: samples.slice(index * 20, index * 20 + 30),
    })),
    ...perJob('gappy', () => gauge(chance, 0)).map(({ labels, samples }) => ({
      labels,
      samples: [...samples.slice(0, 15), ...samples.slice(50)],
    })),
  ];
}

const labelled = (name: string, pairs: object): GivenSeries['labels'] =>
  labelsOf([...Object.entries(pairs).map(([key, value]) => [key, String(value)] as const), [NAME, name]]);

/** About one sample in 15 s, not always at the same distance; some are missed. */
function samplesOf(chance: Chance, next: Next): GivenSeries['samples'] {
  const samples: (readonly [number, number | typeof STALE])[] = [];
  const phase = chance.whole(0, 10_000);
  for (let index = 0; FIRST + phase + index * 15_000 <= LAST; index += 1) {
    const time = FIRST + phase + index * 15_000 + (chance.is(0.5) ? chance.whole(0, 300) : 0);
    const value = next(index);
    if (!chance.is(0.03)) {
      samples.push([time, value]);
    }
  }
  return samples;
}

/** Grows, by whole numbers or by parts, and at times begins anew. */
function counter(chance: Chance): Next {
  const isWhole = chance.is(0.5);
  let value = chance.is(0.5) ? 0 : chance.whole(0, 1000);
  return () => {
    value = chance.is(0.02) ? chance.whole(0, 3) : value + (isWhole ? chance.whole(0, 50) : chance.next() * 3);
    return value;
  };
}

/** Wanders about zero; now and then it is no number, or infinite. */
function gauge(chance: Chance, strange: number): Next {
  let value = (chance.next() - 0.5) * 100;
  return () => {
    value += (chance.next() - 0.5) * 10;
    return chance.is(strange) ? chance.pick([NaN, Infinity, -Infinity, 0]) : value;
  };
}

const constant =
  (value: number): Next =>
  () =>
    value;

/** Buckets that grow together, but for one that a reset has hit; one job has none for all values. */
function histogram(chance: Chance, job: string): readonly GivenSeries[] {
  const counts = BOUNDS.map(() => 0);
  const rows = samplesOf(chance, () => 0).map(([time]) => {
    counts.forEach((count, index) => {
      counts[index] = Math.max(count, counts[index - 1] ?? 0) + chance.whole(0, 20);
    });
    return { time, counts: [...counts] };
  });
  const bounds = job === 'db' ? BOUNDS.slice(0, -1) : BOUNDS;
  return bounds.map((le, index) => ({
    labels: labelled('latency_seconds_bucket', { job, le }),
    samples: rows.map((row) => [row.time, (row.counts[index] ?? 0) - (chance.is(0.01) ? 30 : 0)] as const),
  }));
}
