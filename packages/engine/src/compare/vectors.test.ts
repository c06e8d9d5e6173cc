import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type Boundaries, boundariesOf, type Histogram } from './boundaries.ts';
import { assess, begin, type Evidence, weigh } from './evidence.ts';
import { type Assumption, moreEvents } from './forecast.ts';
import { logNormaliser } from './normaliser.ts';
import { rulesOf, type Settings } from './rules.ts';
import type { Table } from './tables.ts';

/** Computed with 40 digits by a program of its own. */
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'));

interface Expected {
  readonly verdict: string;
  readonly logWorse: number;
  readonly logSafe: number | null;
  readonly p: number;
  readonly low: number;
  readonly high: number | null;
  readonly estimate: number | null;
  readonly windows: number;
  readonly start: number;
  readonly cutWorse: number;
  readonly cutSafe: number | null;
}
interface Sequence {
  readonly name: string;
  readonly rules: Settings;
  readonly windows: readonly { readonly tables: readonly Table[]; readonly expected: Expected }[];
  readonly lastState: {
    readonly points: readonly number[];
    readonly likelihood: readonly number[];
    readonly alternatives: readonly number[];
    readonly worse: readonly (readonly number[])[];
  };
  readonly moreEvents: readonly (Assumption & { readonly expected: number | null })[];
}
type Margins = { readonly nC: number; readonly nP: number; readonly X: number; readonly z: number };

const normaliser = read('normaliser') as readonly (Margins & { readonly expected: number })[];
const sequences = read('sequences') as readonly Sequence[];
const boundaries = read('boundaries') as readonly (Histogram & { readonly expected: Boundaries })[];

const expectNear = (found: number | undefined, expected: number | null, within: number): void => {
  if (expected === null) {
    expect(found).toBeUndefined();
  } else {
    expect(Math.abs((found ?? NaN) - expected)).toBeLessThanOrEqual(within);
  }
};
const evidencesOf = ({ rules, windows }: Sequence): readonly Evidence[] =>
  windows.reduce<readonly Evidence[]>(
    (before, { tables }) => [...before, weigh(before.at(-1) ?? begin(rulesOf(rules)), tables, rulesOf(rules))],
    [],
  );
const toleranceOf = ({ windows }: Sequence): number =>
  windows.some(({ tables }) => tables.some(({ canary, primary }) => canary.x + primary.x > 10_000)) ? 1e-6 : 1e-9;

describe('the vectors', () => {
  it.each(normaliser)('of the normaliser hold: $X events, $nC and $nP requests, ratio $z', (vector) => {
    const { nC, nP, X, z, expected } = vector;
    expectNear(logNormaliser({ canary: nC, primary: nP, events: X }, z), expected, X > 10_000 ? 1e-6 : 1e-9);
  });

  it.each(sequences)('of evidence hold: $name', (sequence) => {
    const within = toleranceOf(sequence);
    const rules = rulesOf(sequence.rules);
    evidencesOf(sequence).forEach((evidence, index) => {
      const expected = sequence.windows[index]?.expected as Expected;
      const found = assess(evidence, rules);
      expect([found.verdict, found.low, found.high ?? null]).toEqual([expected.verdict, expected.low, expected.high]);
      expect([evidence.windows, evidence.start]).toEqual([expected.windows, expected.start]);
      expectNear(found.logWorse, expected.logWorse, within);
      expectNear(found.logSafe, expected.logSafe, within);
      expectNear(found.p, expected.p, within);
      expectNear(found.estimate, expected.estimate, within);
      expectNear(evidence.cutWorse, expected.cutWorse, within);
      expectNear(evidence.cutSafe, expected.cutSafe ?? 0, within);
    });
  });

  it.each(sequences)('of what is remembered hold: $name', (sequence) => {
    const { points, likelihood, alternatives, worse } = sequence.lastState;
    const rules = rulesOf(sequence.rules);
    const last = evidencesOf(sequence).at(-1) as Evidence;
    expect([rules.points, rules.alternatives]).toEqual([points, alternatives]);
    expect(last.likelihood).toHaveLength(likelihood.length);
    likelihood.forEach((log, index) => expectNear(last.likelihood[index], log, toleranceOf(sequence)));
    worse.forEach((row, place) =>
      row.forEach((log, index) => expectNear(last.worse[place]?.[index], log, toleranceOf(sequence))),
    );
  });

  it.each(sequences)('of what a decision still needs hold: $name', (sequence) => {
    const last = evidencesOf(sequence).at(-1) as Evidence;
    for (const { expected, ...assumption } of sequence.moreEvents) {
      // divided by what one event adds, which may be as little as the last digits of its logarithms allow
      expectNear(moreEvents(last, rulesOf(sequence.rules), assumption), expected, 1e-9 + 1e-12 * (expected ?? 0));
    }
  });

  it.each(boundaries)('of boundaries hold: $n requests', ({ expected, ...histogram }) => {
    expect(boundariesOf(histogram)).toEqual(expected);
  });
});
