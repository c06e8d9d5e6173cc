import type { Random } from '@flagger/simulated-cluster';
import { skewedOutage } from './skewed-outage.ts';
import { mostFalse, type Measured } from './measure.ts';
import type { Reference } from './reference.ts';
import { thresholdRun } from './threshold-rule.ts';
import { windowOf, type Traffic } from './traffic.ts';
import { percent, trafficText } from './words.ts';
import { BY_THE_MINUTE, OFTEN, rulesFor, throughout, trial, type Outcome, type Schedule } from './trial.ts';

/** One kind of run that is made many times, and what must come of it. */
export interface Cell {
  readonly title: string;
  run(random: Random): Outcome;
  /** Why what was measured is wrong; undefined where it is as it must be. */
  problem(measured: Measured): string | undefined;
}

/** Cells of healthy canaries, of which none may be rolled back more often than was promised. */
export const HEALTHY: readonly Cell[] = [0.2, 5, 100, 1000].flatMap((requestsPerSecond) =>
  [0.001, 0.005, 0.05, 0.2].flatMap((failureRate) =>
    [throughout(10), OFTEN, throughout(50)].flatMap((schedule) =>
      [false, true].map((hasShocks) => healthy({ requestsPerSecond, failureRate, ratio: 1, hasShocks }, schedule)),
    ),
  ),
);

/** Those of them that are looked at with each change. */
export const SOME_HEALTHY: readonly Cell[] = [10, 20, 33, 38, 45, 48, 57, 74].flatMap((place) => HEALTHY[place] ?? []);

/** A healthy canary whose arms hear of an outage of all at different times. */
export const SKEWED: readonly Cell[] = [1, 1.25].map((tolerate) => {
  const scraped = { requestsPerSecond: 100, failureRate: 0.005, share: 0.1, pods: { canary: 1, primary: 3 } };
  const schedule = { weights: Array<number>(20).fill(10), seconds: 30, counted: 30 };
  const rules = rulesFor(tolerate);
  return {
    title: `healthy, an outage seen of one arm first, tolerate ${tolerate}`,
    run: (random) => {
      const tables = skewedOutage({ ...scraped, scrape: 15, look: 30, seconds: 600 }, random);
      const none = { canary: { n: 0, x: 0 }, primary: { n: 0, x: 0 } };
      return trial(rules, schedule, (_weight, look) => tables[look] ?? none);
    },
    problem: ({ shares }) => tooMany(shares.worse, 0.02),
  };
});

function healthy(traffic: Traffic, schedule: Schedule): Cell {
  const rules = rulesFor(1);
  const weights = [...new Set(schedule.weights)].join(' ');
  return {
    title: `healthy, ${trafficText(traffic)}, weights ${weights}, nothing tolerated`,
    run: (random) =>
      trial(rules, schedule, (weight) => windowOf(traffic, { weight, seconds: schedule.counted }, random)),
    problem: ({ shares, runs }) => tooMany(shares.worse, mostFalse(0.01, runs)),
  };
}

const tooMany = (share: number, most: number): string | undefined =>
  share > most ? `rolled back in ${percent(share)}, allowed are ${percent(most)}` : undefined;

/** The judge by the minute, held against what another implementation measured. */
export function judgeCell(reference: Reference, tolerate: number): Cell {
  const rules = rulesFor(tolerate, 2);
  const { counted } = BY_THE_MINUTE;
  return {
    title: `judge, ${trafficText(reference)}, canary x${reference.ratio}, tolerate ${tolerate}`,
    run: (random) => trial(rules, BY_THE_MINUTE, (weight) => windowOf(reference, { weight, seconds: counted }, random)),
    problem: (measured) => unlike(measured, tolerate === 1 ? reference.nothingTolerated : reference.judge),
  };
}

/** Flagger's rule at threshold 5, held against the same. */
export const thresholdCell = (reference: Reference): Cell => ({
  title: `Flagger's rule, ${trafficText(reference)}, canary x${reference.ratio}`,
  run: (random) => thresholdRun(reference, 5, random),
  problem: (measured) => unlike(measured, reference.threshold),
});

/** Below this share too few runs are rolled back for a median. */
const FEW = 0.1;

function unlike({ shares, medianSeconds = 0 }: Measured, expected: Reference['judge']): string | undefined {
  if (Math.abs(shares.worse - expected.share) > 0.1) {
    return `rolled back in ${percent(shares.worse)}, elsewhere in ${percent(expected.share)}`;
  }
  const median = expected.medianSeconds ?? 0;
  return expected.share > FEW && Math.abs(medianSeconds - median) > 0.25 * median
    ? `rolled back after ${medianSeconds} s, elsewhere after ${median} s`
    : undefined;
}
