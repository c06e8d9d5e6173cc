import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assess, begin, type Evidence, weigh } from './evidence.ts';
import { rulesOf, type Rules, type Settings } from './rules.ts';
import { at } from './strength.ts';
import type { Table, Tally } from './tables.ts';

const SETTINGS: Settings = {
  ...{ falseRollback: 0.01, metrics: 1, tolerate: 1.25, worseThan: 2, falsePromotion: 0.05 },
  ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
};

/** Each of many windows and rows. */
const RUNS = { numRuns: 40 };

const tally = (most: number): fc.Arbitrary<Tally> =>
  fc.integer({ min: 1, max: most }).chain((n) => fc.record({ n: fc.constant(n), x: fc.integer({ min: 0, max: n }) }));
const table: fc.Arbitrary<Table> = fc.record({ canary: tally(300), primary: tally(900) });
const windowsOf = (rows: number) =>
  fc.array(fc.array(table, { minLength: rows, maxLength: rows }), { minLength: 1, maxLength: 6 });

const fold = (windows: readonly (readonly Table[])[], rules: Rules): Evidence =>
  windows.reduce<Evidence>((evidence, tables) => weigh(evidence, tables, rules), begin(rules));
const near = (one: readonly number[], other: readonly number[]): void => {
  expect(one).toHaveLength(other.length);
  one.forEach((value, index) => expect(Math.abs(value - (other[index] ?? NaN))).toBeLessThan(1e-6));
};

/** All that a window may change but for its being counted. */
const learned = ({ windows: _windows, canary: _canary, primary: _primary, ...rest }: Evidence) => rest;

describe('a window in which nothing failed', () => {
  it.each([1, 3])('is as if it had not been, wherever it stands among others (clump %s)', (clump) => {
    const rules = rulesOf({ ...SETTINGS, clump, rows: 2, main: 1 });
    const quiet = table.map(({ canary, primary }) => ({
      canary: { n: canary.n, x: 0 },
      primary: { n: primary.n, x: 0 },
    }));
    fc.assert(
      fc.property(windowsOf(2), fc.nat(6), fc.array(quiet, { minLength: 2, maxLength: 2 }), (windows, place, none) => {
        const [without, beside] = [
          fold(windows, rules),
          fold([...windows.slice(0, place), none, ...windows.slice(place)], rules),
        ];
        // worse, start, cutWorse, cutSafe, peaks and the likelihood
        expect(learned(beside)).toEqual(learned(without));
        expect(beside.windows).toBe(without.windows + 1);
      }),
      RUNS,
    );
  });
});

describe('the likelihood of several windows', () => {
  it.each([1, 2, 3])('is that of the inverse ratio where the arms are swapped (clump %s)', (clump) => {
    const rules = rulesOf({ ...SETTINGS, tolerate: 1, clump });
    fc.assert(
      fc.property(windowsOf(1), (windows) => {
        const swapped = windows.map((tables) =>
          tables.map(({ canary, primary }) => ({ canary: primary, primary: canary })),
        );
        const [one, other] = [fold(windows, rules), fold(swapped, rules)];
        const ratios = [0.05, 0.2, 0.5, 1, 2, 5, 20];
        near(
          ratios.map((ratio) => at(rules, one.likelihood, ratio)),
          [...ratios].reverse().map((ratio) => at(rules, other.likelihood, ratio)),
        );
      }),
      RUNS,
    );
  });

  it('of several rows is that of the main one alone', () => {
    const [alone, beside] = [rulesOf(SETTINGS), rulesOf({ ...SETTINGS, rows: 3, main: 1 })];
    fc.assert(
      fc.property(windowsOf(3), (windows) => {
        const [one, all] = [
          fold(
            windows.map(([, main]) => (main ? [main] : [])),
            alone,
          ),
          fold(windows, beside),
        ];
        near(all.likelihood, one.likelihood);
        expect([all.canary, all.primary, all.windows]).toEqual([one.canary, one.primary, one.windows]);
        expect(Math.abs(all.cutSafe - one.cutSafe)).toBeLessThan(1e-9);
      }),
      RUNS,
    );
  });
});

describe('the rows of durations', () => {
  it('say the same in whichever order they stand', () => {
    fc.assert(
      fc.property(windowsOf(3), (windows) => {
        const [rules, turned] = [2, 0].map((main) => rulesOf({ ...SETTINGS, rows: 3, main }));
        if (!rules || !turned) {
          throw new Error('there are two orders');
        }
        const [one, other] = [
          fold(windows, rules),
          fold(
            windows.map((tables) => [...tables].reverse()),
            turned,
          ),
        ];
        near(other.worse.toReversed().flat(), one.worse.flat());
        near([other.start, other.cutWorse, other.peakWorse], [one.start, one.cutWorse, one.peakWorse]);
        expect(assess(other, turned).verdict).toBe(assess(one, rules).verdict);
      }),
      RUNS,
    );
  });

  it('that are all alike say what one of them says', () => {
    const [alone, thrice] = [rulesOf(SETTINGS), rulesOf({ ...SETTINGS, rows: 3, main: 1 })];
    fc.assert(
      fc.property(windowsOf(1), (windows) => {
        const alike = windows.map(([each]) => (each ? [each, each, each] : []));
        const [one, three] = [fold(windows, alone), fold(alike, thrice)];
        near([three.start, three.cutWorse, three.peakWorse], [one.start, one.cutWorse, one.peakWorse]);
      }),
      RUNS,
    );
  });
});
