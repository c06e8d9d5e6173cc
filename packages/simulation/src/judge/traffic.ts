import type { Table, Tally } from '@flagger/engine';
import type { Random } from '@flagger/simulated-cluster';
import { poisson } from './poisson.ts';

/** Traffic that does not change but for the weights and for shocks that both arms share. */
export interface Traffic {
  readonly requestsPerSecond: number;
  /** Of the primary. */
  readonly failureRate: number;
  /** How many times as often the canary fails. */
  readonly ratio: number;
  /** In one window of ten both arms fail ten times as often. */
  readonly hasShocks: boolean;
}

const SHOCK = { share: 0.1, times: 10, most: 0.95 };

/** What is counted in so many seconds with the canary at a weight in percent. */
export function windowOf(
  traffic: Traffic,
  at: { readonly weight: number; readonly seconds: number },
  random: Random,
): Table {
  const requests = traffic.requestsPerSecond * at.seconds;
  const share = at.weight / 100;
  const times = traffic.hasShocks && random.chance(SHOCK.share) ? SHOCK.times : 1;
  const rate = (ratio: number): number => Math.min(SHOCK.most, traffic.failureRate * ratio * times);
  return {
    canary: tallyOf(random, requests * share, rate(traffic.ratio)),
    primary: tallyOf(random, requests * (1 - share), rate(1)),
  };
}

/** Requests that fail and requests that do not come independently of each other. */
export function tallyOf(random: Random, requests: number, rate: number): Tally {
  const x = poisson(random, requests * rate);
  return { n: x + poisson(random, requests * (1 - rate)), x };
}
