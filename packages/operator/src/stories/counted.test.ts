import { describe, expect, it } from '@jest/globals';
import type { Arm, Tally, Traffic } from './counted/callers.ts';
import { released, WAITS, type Plot, type Told } from './counted/released.ts';
import { aCanary } from './podinfo.ts';

const RATE = { name: 'request-success-rate', compare: {} };
const DURATION = { name: 'request-duration', compare: { slowerThan: '500ms' } };
const times =
  (canary: number, primary: number) =>
  (arm: Arm): number =>
    arm === 'canary' ? canary : primary;
/** Both fail alike for a while, and else as they do. */
const outage =
  (otherwise: (arm: Arm) => number) =>
  (arm: Arm, second: number): number =>
    second > 100 && second < 160 ? 0.4 : otherwise(arm);

const WORSE = /^Rolling back podinfo\.test request-success-rate is worse than the primary: \d+ of \d+ failed against/;
const promoted = { phase: 'Succeeded', tells: [/^Promotion completed!/], isWorse: false };
const rolledBack = { phase: 'Failed', tells: [WORSE], isWorse: true };

interface Ending {
  readonly phase: string;
  /** Events of which each is told once. */
  readonly tells: readonly RegExp[];
  readonly isWorse: boolean;
}

const STORIES: readonly (readonly [string, Plot, Ending])[] = [
  [
    'that fails twice as often is rolled back, though a threshold of 99 % sees nothing in 0.4 against 0.8 %',
    { traffic: { perSecond: 600, failing: times(0.008, 0.004) } },
    rolledBack,
  ],
  [
    'that fails five times as often is rolled back',
    { traffic: { perSecond: 60, failing: times(0.05, 0.01) } },
    rolledBack,
  ],
  [
    'whose slowest answers are slow more often is rolled back, though the others are as fast',
    { traffic: { perSecond: 60, slow: times(0.05, 0.01) }, analysis: { metrics: [DURATION] } },
    {
      phase: 'Failed',
      tells: [/^Rolling back podinfo\.test request-duration is worse than the primary: /],
      isWorse: false,
    },
  ],
  [
    'is promoted through an outage of both',
    { traffic: { perSecond: 60, failing: outage(times(0.02, 0.02)) } },
    promoted,
  ],
  [
    'that fails five times as often is rolled back after an outage of both',
    { traffic: { perSecond: 60, failing: outage(times(0.05, 0.01)) } },
    rolledBack,
  ],
  [
    'that gets no requests is held, told so, and rolled back after its deadline',
    { traffic: { perSecond: 20, reaching: () => 0 }, spec: { progressDeadlineSeconds: 100 } },
    {
      phase: 'Failed',
      tells: [/^podinfo\.test gets no requests to compare$/, /no requests to compare for 1m40s$/],
      isWorse: false,
    },
  ],
  [
    'is begun anew where its settings are edited midway',
    {
      traffic: { perSecond: 60, failing: times(0.05, 0.05) },
      each: (shell, second) => {
        if (second === 70) {
          const metrics = [{ name: 'request-success-rate', compare: { tolerate: 1.5 } }];
          shell.edit(aCanary(), (object) => ({ ...object, spec: withMetrics(object.spec, metrics) }));
        }
      },
    },
    {
      phase: 'Succeeded',
      tells: [/^Comparing request-success-rate of podinfo\.test anew, its settings were changed$/],
      isWorse: false,
    },
  ],
  [
    'that is worse is promoted where comparing only says what it would do',
    {
      traffic: { perSecond: 60, failing: times(0.05, 0.01) },
      analysis: { stepWeight: 10, compare: { warmUp: '0s', dryRun: true } },
    },
    { phase: 'Succeeded', tells: [/^request-success-rate would have rolled back podinfo\.test/], isWorse: false },
  ],
  [
    'that is undecided at the end is promoted, and that is told',
    { traffic: { perSecond: 5, failing: times(0.02, 0.02) }, analysis: { compare: { warmUp: '0s' } } },
    { phase: 'Succeeded', tells: [/^Promoting podinfo\.test undecided on request-success-rate/], isWorse: false },
  ],
  [
    'that is undecided at the end is held as long as it may wait, and then rolled back',
    { traffic: { perSecond: 5, failing: times(0.02, 0.02) }, analysis: { compare: { ...WAITS, waitAtMost: '90s' } } },
    {
      phase: 'Failed',
      tells: [
        /^Waiting for a decision on request-success-rate of podinfo\.test/,
        /^Rolling back podinfo\.test undecided on request-success-rate/,
      ],
      isWorse: false,
    },
  ],
  [
    'that is undecided at the end is rolled back where it is to be',
    {
      traffic: { perSecond: 5, failing: times(0.02, 0.02) },
      analysis: { compare: { warmUp: '0s', undecided: 'rollback' } },
    },
    { phase: 'Failed', tells: [/^Rolling back podinfo\.test undecided on request-success-rate/], isWorse: false },
  ],
];

const withMetrics = (spec: unknown, metrics: readonly object[]): object => {
  const { analysis, ...rest } = spec as { readonly analysis: object };
  return { ...rest, analysis: { ...analysis, metrics } };
};

describe('a version that is compared by what proxies counted', () => {
  it.each(STORIES)('%s', async (_, plot, { phase, tells, isWorse }) => {
    const told = await released(plot);
    expect({ phase: told.phase, events: told.events }).toMatchObject({ phase });
    for (const text of tells) {
      expect(told.events.filter((message) => text.test(message))).toHaveLength(1);
    }
    expect(told.events.some((message) => WORSE.test(message))).toBe(isWorse);
  });
});

/** What was compared when it was decided. */
function comparedIn({ shell }: Told): { readonly until: number; readonly canary: Tally; readonly primary: Tally } {
  const last = shell.statuses.findLast(({ analysis }) => analysis?.metrics?.length && analysis.until !== undefined);
  const [metric] = last?.analysis?.metrics ?? [];
  const tally = (side: Arm): Tally => ({ n: metric?.[side].requests ?? 0, x: metric?.[side].events ?? 0 });
  return { until: last?.analysis?.until ?? 0, canary: tally('canary'), primary: tally('primary') };
}

/** When the first window began. */
const beganAt = ({ callers }: Told): number => {
  const asked = callers.asked.find(({ query }) => query.startsWith('sum by'));
  const [, seconds] = /offset (\d+)s/.exec(asked?.query ?? '') ?? [];
  return (asked?.time ?? 0) - Number(seconds);
};

describe('what is compared', () => {
  const failing = times(0.05, 0.05);

  /** Sometimes of one caller, sometimes of another. */
  const missed =
    (how: 'skipped' | 'failed'): NonNullable<Traffic['missed']> =>
    (caller, second) =>
      (caller === 'a' && second % 60 < 25) || (caller === 'b' && second % 50 > 35) ? how : undefined;

  it('is every request that callers count, also where scrapes are skipped: what one lacks comes with the next', async () => {
    const told = await released({ traffic: { perSecond: 20, failing, missed: missed('skipped') } });
    const { until, ...compared } = comparedIn(told);
    expect(compared.canary.n).toBeGreaterThan(1000);
    expect(compared).toEqual({
      canary: told.callers.scrapedBetween('canary', beganAt(told), until),
      primary: told.callers.scrapedBetween('primary', beganAt(told), until),
    });
    expect(told.phase).toBe('Succeeded');
  });

  it('leaves a caller out whose scrape fails, for as long as that is so', async () => {
    const told = await released({ traffic: { perSecond: 60, failing, missed: missed('failed') } });
    const { until, canary } = comparedIn(told);
    const all = told.callers.scrapedBetween('canary', beganAt(told), until);
    expect(canary.n).toBeLessThan(all.n);
    expect(canary.n).toBeGreaterThan(all.n / 3);
    expect(told.phase).toBe('Succeeded');
  });

  it.each([
    ['promoted where it is as good', failing, 'Succeeded'],
    ['rolled back where it is worse', times(0.05, 0.01), 'Failed'],
  ])('is of callers that were there throughout a window, while pods come and go: %s', async (_, rates, phase) => {
    // one is replaced every 35 s, another restarts under its name, the third stays
    const told = await released({
      traffic: {
        perSecond: 60,
        failing: rates,
        callers: (second) => ['a', 'b', `pod-${Math.floor(second / 35)}`],
        restarts: (caller, second) => caller === 'b' && second % 45 === 0,
      },
    });
    const { until, canary, primary } = comparedIn(told);
    const all = told.callers.servedBetween(beganAt(told), until);
    expect(told.phase).toBe(phase);
    // a third of the callers is always there; what is left out is left out of both, failures and all
    expect(canary.n + primary.n).toBeGreaterThan(all / 3);
    expect(canary.n + primary.n).toBeLessThan(all);
    expect(told.events.filter((message) => message.includes('cannot be counted'))).toEqual([]);
  });

  it('is calls, each as one, where attempts are counted that fail together', async () => {
    const spec = { service: { port: 80, retries: { attempts: 4 } } };
    const metrics = [{ ...RATE, compare: { seenFrom: 'server', tolerate: 1 } }];
    const counted: Plot = {
      traffic: { perSecond: 30, failing: times(0.1, 0.1), retries: 4 },
      analysis: { stepWeight: 1, maxWeight: 20, metrics, compare: { warmUp: '0s' } },
      seed: 11,
    };
    const told = await released({ ...counted, spec });
    expect(told.phase).toBe('Succeeded');
    expect(told.events).toContainEqual(expect.stringContaining('by attempts: up to 5 of a call fail together'));
    const asIfApart = await released(counted);
    expect(asIfApart.events).toContainEqual(expect.stringMatching(WORSE));
  });
});
