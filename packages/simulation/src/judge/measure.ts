import type { Verdict } from '@flagger/engine';
import { Random } from '@flagger/simulated-cluster';
import type { Outcome } from './trial.ts';

/** What many runs came to. */
export interface Measured {
  readonly runs: number;
  /** Shares of the runs, from 0 to 1. */
  readonly shares: Readonly<Record<Verdict, number>>;
  /** Seconds until the middle one of those that were rolled back; undefined where none was. */
  readonly medianSeconds: number | undefined;
}

/** Makes so many runs, each with chance of its own. */
export function measure(runs: number, seed: number, run: (random: Random) => Outcome): Measured {
  const outcomes = Array.from({ length: runs }, (_, index) => run(new Random(seed * 1_000_003 + index)));
  const share = (verdict: Verdict): number => outcomes.filter((each) => each.verdict === verdict).length / runs;
  const rolledBack = outcomes.filter(({ verdict }) => verdict === 'worse').map(({ seconds }) => seconds);
  return {
    runs,
    shares: { worse: share('worse'), safe: share('safe'), undecided: share('undecided') },
    medianSeconds: rolledBack.sort((one, other) => one - other)[Math.floor(rolledBack.length / 2)],
  };
}

/** The most false rollbacks that so many runs may show where their chance is at most alpha: three standard errors above. */
export const mostFalse = (alpha: number, runs: number): number => alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs);
