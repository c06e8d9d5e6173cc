import type { Random } from '@flagger/simulated-cluster';
import { windowOf, type Traffic } from './traffic.ts';
import type { Outcome } from './trial.ts';

const [STEP, MOST, LEAST_RATE] = [5, 50, 0.99];

/**
 * One run by Flagger's rule: a minute without a request, or with less than 99 % of success, is a failed check; weights
 * grow at each other one, and at `threshold` failed checks all is rolled back.
 */
export function thresholdRun(traffic: Traffic, threshold: number, random: Random): Outcome {
  let [failed, weight] = [0, STEP];
  for (let seconds = 60; ; seconds += 60) {
    const { canary } = windowOf(traffic, { weight, seconds: 60 }, random);
    if (canary.n === 0 || (canary.n - canary.x) / canary.n < LEAST_RATE) {
      failed++;
    } else if (weight < MOST) {
      weight += STEP;
    } else {
      return { verdict: 'safe', seconds };
    }
    if (failed >= threshold) {
      return { verdict: 'worse', seconds };
    }
  }
}
