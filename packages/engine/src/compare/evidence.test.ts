import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assess, begin, type Evidence, weigh } from './evidence.ts';
import { gains } from './gains.ts';
import { recalled, remembered } from './memory.ts';
import { rulesOf, type Settings } from './rules.ts';
import type { Table, Tally } from './tables.ts';

const SETTINGS: Settings = {
  ...{ falseRollback: 0.01, metrics: 1, tolerate: 1.25, worseThan: 2, falsePromotion: 0.05 },
  ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
};
const RULES = rulesOf(SETTINGS);

const tally = (most: number): fc.Arbitrary<Tally> =>
  fc.integer({ min: 1, max: most }).chain((n) => fc.record({ n: fc.constant(n), x: fc.integer({ min: 0, max: n }) }));
const table: fc.Arbitrary<Table> = fc.record({ canary: tally(3000), primary: tally(30_000) });
const none: Tally = { n: 0, x: 0 };
const fold = (tables: readonly Table[], rules = RULES): Evidence =>
  tables.reduce<Evidence>((evidence, each) => weigh(evidence, [each], rules), begin(rules));

describe('the evidence', () => {
  it('stays as it is where an arm had no requests', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 3 }), table, (before, { canary, primary }) => {
        const evidence = fold(before);
        expect(weigh(evidence, [{ canary, primary: none }], RULES)).toBe(evidence);
        expect(weigh(evidence, [{ canary: none, primary }], RULES)).toBe(evidence);
      }),
    );
  });

  it.each([1, 3])(
    'counts a window in which nothing or everything failed, and learns nothing from it (clump %s)',
    (clump) => {
      const rules = rulesOf({ ...SETTINGS, clump });
      fc.assert(
        fc.property(fc.array(table, { maxLength: 3 }), table, fc.boolean(), (before, { canary, primary }, all) => {
          const evidence = fold(before, rules);
          const even = (n: number): Tally => ({ n, x: all ? n : 0 });
          const next = weigh(evidence, [{ canary: even(canary.n), primary: even(primary.n) }], rules);
          expect(next.windows).toBe(evidence.windows + 1);
          expect([next.likelihood, next.peakWorse, next.peakSafe]).toEqual([
            evidence.likelihood,
            evidence.peakWorse,
            evidence.peakSafe,
          ]);
        }),
      );
    },
  );

  it('is that of the inverse ratio where the arms are swapped', () => {
    fc.assert(
      fc.property(table, fc.double({ min: 0.05, max: 50, noNaN: true }), ({ canary, primary }, ratio) => {
        const [one] = gains({ canary, primary }, [ratio], 1);
        const [other] = gains({ canary: primary, primary: canary }, [1 / ratio], 1);
        expect(Math.abs((one ?? NaN) - (other ?? NaN))).toBeLessThan(1e-6);
      }),
    );
  });

  it('is finite whatever was counted', () => {
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 5 }), (tables) => {
        const { logWorse, logSafe, p, low, estimate } = assess(fold(tables), RULES);
        expect([logWorse, logSafe, p, low, estimate ?? 0].every(Number.isFinite)).toBe(true);
        expect(p).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('keeps a verdict that it once reached', () => {
    const bad = { canary: { n: 200, x: 8 }, primary: { n: 1800, x: 10 } };
    const good = { canary: { n: 2000, x: 8 }, primary: { n: 1800, x: 80 } };
    const verdicts = [3, 1].map((times) => assess(fold([...Array<Table>(times).fill(bad), good, good]), RULES).verdict);
    expect(verdicts).toEqual(['worse', 'undecided']);
  });

  it('is left alone where a window has not the rows that the rules speak of', () => {
    const evidence = begin(RULES);
    const each = { canary: { n: 20, x: 8 }, primary: { n: 180, x: 10 } };
    expect(weigh(evidence, [each, each], RULES)).toBe(evidence);
  });
});

describe('what a status keeps', () => {
  it('is the evidence to six decimals, through JSON', () => {
    fc.assert(
      fc.property(fc.array(table, { maxLength: 4 }), (tables) => {
        const evidence = fold(tables);
        const kept = JSON.parse(JSON.stringify(remembered(evidence, RULES))) as ReturnType<typeof remembered>;
        const again = recalled(kept, RULES);
        expect(again && remembered(again, RULES)).toEqual(remembered(evidence, RULES));
        const [now, then] = [assess(evidence, RULES), again && assess(again, RULES)];
        expect(Math.abs(now.logWorse - (then?.logWorse ?? NaN))).toBeLessThan(1e-5);
      }),
    );
  });

  it('is of one size, however many windows there were, and small', () => {
    const each = { canary: { n: 200, x: 8 }, primary: { n: 1800, x: 40 } };
    const [few, many] = [3, 3000].map((times) =>
      JSON.stringify(remembered(fold(Array<Table>(times).fill(each)), RULES)),
    );
    expect(Math.abs((many?.length ?? 0) - (few?.length ?? 0))).toBeLessThan(120);
    expect(many?.length).toBeLessThan(700);
    const five = rulesOf({ ...SETTINGS, rows: 5, main: 3 });
    const rows = weigh(begin(five), Array<Table>(5).fill(each), five);
    const boundaries = { bounds: [100, 250, 500, 1000, 2500], main: 3 };
    expect(JSON.stringify(remembered(rows, five, boundaries)).length).toBeLessThan(2000);
  });

  it('is nothing under other settings or other boundaries, or where its shape is another', () => {
    const kept = remembered(begin(RULES), RULES);
    expect(recalled(kept, RULES)).toEqual(begin(RULES));
    expect(recalled(kept, rulesOf({ ...SETTINGS, tolerate: 1.2 }))).toBeUndefined();
    expect(recalled(kept, rulesOf({ ...SETTINGS, falseRollback: 0.05 }))).toBeUndefined();
    expect(recalled({ ...kept, boundaries: { bounds: [100], main: 0 } }, RULES)).toBeUndefined();
    for (const broken of [
      { likelihood: kept.likelihood.slice(1) },
      { worse: [] },
      { worse: [[NaN, ...(kept.worse[0] ?? []).slice(1)]] },
      { start: 0 },
      { windows: 1.5 },
      { cutWorse: -1 },
      { canary: { n: 1, x: 2 } },
    ]) {
      expect(recalled({ ...kept, ...broken }, RULES)).toBeUndefined();
    }
  });
});
