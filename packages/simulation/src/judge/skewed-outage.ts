import type { Table, Tally } from '@flagger/engine';
import type { Random } from '@flagger/simulated-cluster';
import { tallyOf } from './traffic.ts';

/** Counters of pods that are scraped each at its own moment, so that an outage of all is seen of some arms first. */
export interface Scraped {
  readonly requestsPerSecond: number;
  readonly failureRate: number;
  /** Share of the canary, from 0 to 1. */
  readonly share: number;
  readonly pods: { readonly canary: number; readonly primary: number };
  /** Seconds between two scrapes of a pod, between two looks, and of the whole run. */
  readonly scrape: number;
  readonly look: number;
  readonly seconds: number;
}

/** The tables of one run of a healthy canary in which both arms have one outage at the same time. */
export function skewedOutage(scraped: Scraped, random: Random): readonly Table[] {
  const length = random.between(20, 180);
  const start = random.between(60, scraped.seconds - length - 60);
  const rateAt = (second: number): number => (second >= start && second < start + length ? 0.9 : scraped.failureRate);
  const armOf = (share: number, pods: number): readonly Tally[] => {
    const requests = (scraped.requestsPerSecond * share) / pods;
    const each = Array.from({ length: pods }, () =>
      podOf({ scraped, requests, rateAt, offset: random.between(0, scraped.scrape - 1) }, random),
    );
    return sums(each);
  };
  const canary = armOf(scraped.share, scraped.pods.canary);
  const primary = armOf(1 - scraped.share, scraped.pods.primary);
  return canary.map((tally, index) => ({ canary: tally, primary: primary[index] ?? { n: 0, x: 0 } }));
}

interface Pod {
  readonly scraped: Scraped;
  readonly requests: number;
  readonly rateAt: (second: number) => number;
  readonly offset: number;
}

/** What each look finds new of one pod: what was counted up to its last scrape. */
function podOf({ scraped, requests, rateAt, offset }: Pod, random: Random): readonly Tally[] {
  const { scrape, look, seconds } = scraped;
  const looks: Tally[] = [];
  let [seen, open] = [
    { n: 0, x: 0 },
    { n: 0, x: 0 },
  ];
  for (let second = 1; second <= seconds; second++) {
    open = plus(open, tallyOf(random, requests, rateAt(second)));
    if (second % scrape === offset) {
      seen = plus(seen, open);
      open = { n: 0, x: 0 };
    }
    if (second % look === 0) {
      looks.push(seen);
      seen = { n: 0, x: 0 };
    }
  }
  return looks;
}

const plus = (one: Tally, other: Tally): Tally => ({ n: one.n + other.n, x: one.x + other.x });

const sums = (pods: readonly (readonly Tally[])[]): readonly Tally[] =>
  (pods[0] ?? []).map((_, look) => pods.reduce((sum, pod) => plus(sum, pod[look] ?? { n: 0, x: 0 }), { n: 0, x: 0 }));
