import { assess, begin, rulesOf, weigh, type Evidence, type Rules, type Table, type Verdict } from '@flagger/engine';

/** When is looked, and with which weight of the canary in percent. */
export interface Schedule {
  /** One for each look. */
  readonly weights: readonly number[];
  /** From one look to the next. */
  readonly seconds: number;
  /** How many of these are counted. */
  readonly counted: number;
}

const steps = (weights: readonly number[], looks: number): readonly number[] =>
  weights.flatMap((weight) => Array<number>(looks).fill(weight));

/** 60 looks, one in ten seconds, nothing lost between windows. */
export const OFTEN: Schedule = { weights: steps([5, 10, 20, 30, 50], 12), seconds: 10, counted: 10 };

/** As people configure it: ten checks, one a minute, of which the first seconds after a change of weights are lost. */
export const BY_THE_MINUTE: Schedule = {
  weights: Array.from({ length: 10 }, (_, index) => 5 * (index + 1)),
  seconds: 60,
  counted: 55,
};

/** The schedule of `OFTEN` with one weight throughout. */
export const throughout = (weight: number): Schedule => ({ ...OFTEN, weights: steps([weight], 60) });

/** How a run ended, and after how many seconds. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly seconds: number;
}

/** The rules that a trial is made with: the defaults, but for what is said. */
export const rulesFor = (tolerate: number, worseThan?: number): Rules =>
  rulesOf({
    ...{ falseRollback: 0.01, metrics: 1, tolerate, worseThan, falsePromotion: 0.05 },
    ...{ clump: 1, negligible: 0, rows: 1, main: 0 },
  });

/** One run: looks until something is decided, or the schedule ends. */
export function trial(rules: Rules, schedule: Schedule, count: (weight: number, look: number) => Table): Outcome {
  let evidence: Evidence = begin(rules);
  for (const [look, weight] of schedule.weights.entries()) {
    evidence = weigh(evidence, [count(weight, look)], rules);
    const { verdict } = assess(evidence, rules);
    if (verdict !== 'undecided') {
      return { verdict, seconds: (look + 1) * schedule.seconds };
    }
  }
  return { verdict: 'undecided', seconds: schedule.weights.length * schedule.seconds };
}
