import type { Counters } from '@flagger/api';
import type { Counted } from './counting-query.ts';

/** One row of an answer to a counting query. */
export interface CountedRow {
  /** Empty or another text where neither arm is meant. */
  readonly arm: string;
  /** The outcome, or the bound of durations. */
  readonly key: string;
  readonly value: number;
}

/** Requests of an arm, and how many of them were events: failed, or slow. */
interface Tally {
  readonly n: number;
  readonly x: number;
}

/** What was counted of both arms. */
export interface Tables {
  /** One for failures; of durations one for each bound. */
  readonly tables: readonly { readonly canary: Tally; readonly primary: Tally }[];
  /** Of durations: slower than these, in ms, ascending. */
  readonly bounds?: readonly number[];
}

/**
 * Reads the answer of a counting query. Numbers that cannot be counts are refused, since each of them would be taken for
 * evidence.
 */
export function tablesOf(
  rows: readonly CountedRow[],
  counters: Counters,
  { kind }: Counted,
): Tables | { readonly problem: string } {
  const wrong = rows.find(({ value }) => !Number.isSafeInteger(value) || value < 0);
  if (wrong) {
    return { problem: `${wrong.value} requests were counted: only whole numbers can be, as counters have them` };
  }
  return kind === 'requests' ? failures(rows, counters) : slowness(rows, counters);
}

const ofArm = (rows: readonly CountedRow[], arm: 'canary' | 'primary'): readonly CountedRow[] =>
  rows.filter((row) => row.arm === arm);

const sum = (rows: readonly CountedRow[]): number => rows.reduce((all, { value }) => all + value, 0);

function failures(rows: readonly CountedRow[], { failed }: Counters): Tables {
  const isFailed = new RegExp(`^(?:${failed})$`);
  const tally = (arm: 'canary' | 'primary'): Tally => {
    const own = ofArm(rows, arm);
    return { n: sum(own), x: sum(own.filter(({ key }) => isFailed.test(key))) };
  };
  return { tables: [{ canary: tally('canary'), primary: tally('primary') }] };
}

/** How many requests of an arm took at most each bound, in ms; the last is all of them. */
type Buckets = readonly (readonly [bound: number, count: number])[];

function slowness(rows: readonly CountedRow[], { unit }: Counters): Tables | { readonly problem: string } {
  const [canary, primary] = (['canary', 'primary'] as const).map((arm) => bucketsOf(ofArm(rows, arm), unit));
  const problem = problemOf(canary ?? [], primary ?? []);
  if (problem !== undefined) {
    return { problem };
  }
  const bounds = boundsOf(canary?.length ? canary : (primary ?? [])).slice(0, -1);
  const tally = (buckets: Buckets, index: number): Tally => {
    const n = buckets.at(-1)?.[1] ?? 0;
    return { n, x: n - (buckets[index]?.[1] ?? 0) };
  };
  const tables = bounds.map((_, index) => ({
    canary: tally(canary ?? [], index),
    primary: tally(primary ?? [], index),
  }));
  return { tables, bounds };
}

const IN_MS = { ms: 1, s: 1000 } as const;

function bucketsOf(rows: readonly CountedRow[], unit: 'ms' | 's'): Buckets {
  const counts = new Map<number, number>();
  for (const { key, value } of rows) {
    // to the millionth, since 0.3 s times 1000 is not quite 300 ms
    const bound = key === '+Inf' ? Infinity : Number((Number(key) * IN_MS[unit]).toPrecision(9));
    counts.set(bound, (counts.get(bound) ?? 0) + value);
  }
  return [...counts].sort(([one], [other]) => one - other);
}

const boundsOf = (buckets: Buckets): readonly number[] => buckets.map(([bound]) => bound);

function problemOf(canary: Buckets, primary: Buckets): string | undefined {
  const both = [canary, primary].filter(({ length }) => length > 0);
  if (both.some((buckets) => buckets.at(-1)?.[0] !== Infinity || buckets.some(([bound]) => Number.isNaN(bound)))) {
    return 'the buckets of durations do not end with +Inf';
  }
  if (both.some((buckets) => buckets.some(([, count], index) => count < (buckets[index - 1]?.[1] ?? 0)))) {
    return 'buckets of durations hold fewer requests than smaller ones: they were not scraped together';
  }
  const [one, other] = both.map((buckets) => boundsOf(buckets).join(' '));
  return other !== undefined && one !== other ? 'canary and primary have buckets with different bounds' : undefined;
}
