import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { begin, type Evidence, weigh } from './evidence.ts';
import { gains } from './gains.ts';
import { rulesOf, type Rules, type Settings } from './rules.ts';
import { logSafe, logWorse, rawSafe, rawWorse } from './strength.ts';
import type { Table } from './tables.ts';

const SETTINGS: Settings = {
  ...{ falseRollback: 0.01, metrics: 1, tolerate: 1, worseThan: 2, falsePromotion: 0.05 },
  ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
};

const settings = fc
  .record({ tolerate: fc.double({ min: 1, max: 3, noNaN: true }), over: fc.double({ min: 1.25, max: 3, noNaN: true }) })
  .map(({ tolerate, over }): Settings => ({ ...SETTINGS, tolerate, worseThan: tolerate * over }));

/** Requests of both arms and events, none of them empty. */
const margins = fc
  .record({ canary: fc.integer({ min: 1, max: 80 }), primary: fc.integer({ min: 1, max: 200 }) })
  .chain((arms) =>
    fc.record({
      canary: fc.constant(arms.canary),
      primary: fc.constant(arms.primary),
      events: fc.integer({ min: 1, max: Math.min(60, arms.canary + arms.primary) }),
    }),
  );
interface Margins {
  readonly canary: number;
  readonly primary: number;
  readonly events: number;
}

const logFactorials = [0];
for (let n = 1; n <= 400; n++) {
  logFactorials.push((logFactorials[n - 1] ?? 0) + Math.log(n));
}
const logFactorial = (n: number): number => logFactorials[n] ?? NaN;
const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** Every way in which the events can fall, with its chance at an odds ratio. */
function outcomes({ canary, primary, events }: Margins, ratio: number) {
  const least = Math.max(0, events - primary);
  const terms = Array.from({ length: Math.min(canary, events) - least + 1 }, (_, index) => {
    const x = least + index;
    const table: Table = { canary: { n: canary, x }, primary: { n: primary, x: events - x } };
    return { table, log: logChoose(canary, x) + logChoose(primary, events - x) + x * Math.log(ratio) };
  });
  const most = Math.max(...terms.map(({ log }) => log));
  const all = terms.reduce((sum, { log }) => sum + Math.exp(log - most), 0);
  return terms.map(({ table, log }) => ({ table, chance: Math.exp(log - most) / all }));
}

const mean = (law: ReturnType<typeof outcomes>, of: (table: Table) => number): number =>
  law.reduce((sum, { table, chance }) => sum + chance * of(table), 0);
const after = (rules: Rules, table: Table): Evidence => weigh(begin(rules), [table], rules);

describe('the evidence of one window, over every way in which its events can fall', () => {
  it('is 1 on average where the odds are just those that are tolerated, before caps and shares', () => {
    fc.assert(
      fc.property(settings, margins, (each, window) => {
        const rules = rulesOf(each);
        const law = outcomes(window, each.tolerate);
        const worse = mean(law, (table) => {
          const [none, ...logs] = gains(table, [rules.tolerate, ...rules.alternatives], 1);
          return logs.reduce((sum, log) => sum + Math.exp(log - (none ?? 0)), 0) / logs.length;
        });
        expect(Math.abs(worse - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  it('is 1 on average for safe where the odds are just those that are called worse', () => {
    fc.assert(
      fc.property(settings, margins, (each, window) => {
        const rules = rulesOf(each);
        const safe = mean(outcomes(window, each.worseThan ?? 1), (table) =>
          Math.exp(rawSafe(after(rules, table), rules)),
        );
        expect(Math.abs(safe - 1)).toBeLessThan(1e-9);
      }),
    );
  });

  it('is at most 1 on average where the odds are less than what is tolerated', () => {
    fc.assert(
      fc.property(settings, margins, fc.double({ min: 0.05, max: 1, noNaN: true }), (each, window, part) => {
        const rules = rulesOf(each);
        const law = outcomes(window, each.tolerate * part);
        expect(mean(law, (table) => Math.exp(logWorse(after(rules, table), rules)))).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('is at most 1 on average for safe where the odds are more than what is called worse', () => {
    fc.assert(
      fc.property(settings, margins, fc.double({ min: 1, max: 20, noNaN: true }), (each, window, times) => {
        const rules = rulesOf(each);
        const law = outcomes(window, (each.worseThan ?? 1) * times);
        const safe = mean(law, (table) => Math.exp(logSafe(after(rules, table), rules) ?? 0));
        expect(safe).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });

  it('stays at most 1 on average where requests fail in clumps, whose every member fails', () => {
    fc.assert(
      fc.property(settings, margins, fc.integer({ min: 2, max: 3 }), (each, window, clump) => {
        const rules = rulesOf({ ...each, clump });
        const law = outcomes(window, each.tolerate);
        const inClumps = ({ canary, primary }: Table): Table => ({
          canary: { n: canary.n * clump, x: canary.x * clump },
          primary: { n: primary.n * clump, x: primary.x * clump },
        });
        const worse = mean(law, (table) => Math.exp(rawWorse(after(rules, inClumps(table)))));
        expect(worse).toBeLessThanOrEqual(1 + 1e-9);
      }),
    );
  });
});

describe('the evidence of several windows, over every way in which their events can fall', () => {
  /** The evidence after each way through the windows, with its chance. */
  const paths = (windows: readonly Margins[], rules: Rules, ratio: number) =>
    windows.reduce<readonly { readonly evidence: Evidence; readonly chance: number }[]>(
      (before, window) =>
        before.flatMap(({ evidence, chance }) =>
          outcomes(window, ratio).map((outcome) => ({
            evidence: weigh(evidence, [outcome.table], rules),
            chance: chance * outcome.chance,
          })),
        ),
      [{ evidence: begin(rules), chance: 1 }],
    );
  const few = fc.record({
    canary: fc.integer({ min: 1, max: 8 }),
    primary: fc.integer({ min: 1, max: 12 }),
    events: fc.constant(6),
  });
  const windows = fc.array(
    few.map((each) => ({ ...each, events: Math.min(each.events, each.canary + each.primary) })),
    { minLength: 2, maxLength: 4 },
  );

  it('is at most 1 on average, fresh starts and caps included, and seldom ever was much', () => {
    fc.assert(
      fc.property(windows, settings, fc.constantFrom(0.01, 0.2, 0.5), (each, own, falseRollback) => {
        const rules = rulesOf({ ...own, falseRollback });
        const all = paths(each, rules, own.tolerate);
        const worse = all.reduce((sum, { evidence, chance }) => sum + chance * Math.exp(logWorse(evidence, rules)), 0);
        expect(worse).toBeLessThanOrEqual(1 + 1e-9);
        const reached = all.filter(({ evidence }) => evidence.peakWorse >= rules.enoughWorse - 1e-9);
        expect(reached.reduce((sum, { chance }) => sum + chance, 0)).toBeLessThanOrEqual(falseRollback + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  it('cannot decide in one window for worse, nor in three for safe', () => {
    fc.assert(
      fc.property(margins, settings, (window, own) => {
        const rules = rulesOf(own);
        for (const { table } of outcomes(window, 1)) {
          const three = [table, table, table].reduce<Evidence>(
            (evidence, each) => weigh(evidence, [each], rules),
            begin(rules),
          );
          expect(after(rules, table).peakWorse).toBeLessThan(rules.enoughWorse);
          expect(three.peakSafe).toBeLessThan(rules.enoughSafe);
        }
      }),
    );
  });
});
