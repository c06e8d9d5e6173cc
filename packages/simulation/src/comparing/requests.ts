import type { CountedTable } from '@flagger/api';
import { Random } from '@flagger/simulated-cluster';

/** How users are served from some moment on. */
export interface Serving {
  /** Of all requests, percent that go to the canary. */
  readonly share: number;
  /** The canary gets copies of all of them. */
  readonly isMirrored: boolean;
  /** What runs as the target fails more often than the primary. */
  readonly isWorse: boolean;
}

const NOBODY: Serving = { share: 0, isMirrored: false, isWorse: false };
/** A version that is worse fails so many times as often. */
const TIMES_AS_OFTEN = 6;

/** Every request of users in a story, second by second: what proxies count. The same whenever it is looked at. */
export class Requests {
  private readonly served: { readonly at: number; readonly serving: Serving }[] = [];
  private readonly perSecond: number;
  private readonly failing: number;

  constructor(private readonly seed: number) {
    const random = new Random(seed ^ 0x5eed);
    this.perSecond = random.between(5, 30);
    this.failing = 0.01 + 0.04 * random.next();
  }

  /** How users are served from now on, ms since the epoch. */
  servedSince(at: number, serving: Serving): void {
    const { serving: last = NOBODY } = this.served.at(-1) ?? {};
    if (last.share !== serving.share || last.isMirrored !== serving.isMirrored || last.isWorse !== serving.isWorse) {
      this.served.push({ at, serving });
    }
  }

  /** Requests and failures of both sides from one second to before another. */
  between(from: number, to: number): CountedTable {
    const canary = { n: 0, x: 0 };
    const primary = { n: 0, x: 0 };
    for (let second = from; second < to; second++) {
      const serving = this.servingAt(second * 1000);
      const random = new Random(this.seed ^ Math.imul(second, 0x2545f491));
      const failing = isOutage(random) ? 0.5 : this.failing;
      const count = (side: { n: number; x: number }, times: number): void => {
        side.n++;
        side.x += random.chance(Math.min(1, failing * times)) ? 1 : 0;
      };
      for (let request = 0; request < this.perSecond; request++) {
        const isCanarys = random.chance(serving.share / 100);
        if (isCanarys || serving.isMirrored) {
          count(canary, serving.isWorse ? TIMES_AS_OFTEN : 1);
        }
        if (!isCanarys) {
          count(primary, 1);
        }
      }
    }
    return { canary, primary };
  }

  /** When the weights changed last between two seconds, ms; undefined where they did not. */
  changedBetween(from: number, to: number): number | undefined {
    return this.changesBetween(from, to).at(-1);
  }

  /** When the weights changed between two seconds, ms each. */
  changesBetween(from: number, to: number): readonly number[] {
    return this.served.flatMap(({ at, serving }, index) => {
      const { share, isMirrored } = this.served[index - 1]?.serving ?? NOBODY;
      const isOther = share !== serving.share || isMirrored !== serving.isMirrored;
      return isOther && at > from * 1000 && at < to * 1000 ? [at] : [];
    });
  }

  private servingAt(ms: number): Serving {
    return this.served.findLast(({ at }) => at <= ms)?.serving ?? NOBODY;
  }
}

/** In some seconds something breaks down that both need. */
const isOutage = (random: Random): boolean => random.chance(0.03);
