import type { Random } from './random.ts';

/** What becomes of one request that writes. */
export type Fate =
  | 'done'
  /** The server refuses it until the client gives up. */
  | 'refused'
  /** Somebody else was faster, or so the server says. */
  | 'conflict'
  /** It was done, but no answer came until the client gave up. */
  | 'lost'
  /** It was done, the answer was lost, and the client sent it again. */
  | 'repeated'
  | 'killed before'
  | 'killed after';

type Rates = Record<Exclude<Fate, 'done'>, number>;

/**
 * How badly network, API server and process behave: drawn once for each story, so that many have only a few kinds of
 * trouble.
 */
export class Weather {
  private readonly rates: Rates;
  /** Share of requests that are slow, and of watch events that are late. */
  private readonly slow: number;
  private readonly late: number;
  private readonly twice: number;
  private readonly jumbled: number;
  private readonly relisted: number;
  /** What is written where the API server says no, by how a request begins or ends. */
  private readonly forbidden = new Set<string>();
  /** Kinds that the cluster lacks. */
  readonly uninstalled = new Set<string>();
  isCalm = false;
  /** Since when nothing goes wrong any more, ms since the epoch. */
  calmAt = Infinity;
  /** The CRD in the cluster is older than the operator, and drops what it does not know. */
  prunes = false;

  constructor(private readonly random: Random) {
    const rate = (often: number, most: number): number => (random.chance(often) ? random.next() * most : 0);
    this.rates = {
      refused: rate(0.3, 0.08),
      conflict: rate(0.3, 0.08),
      lost: rate(0.3, 0.08),
      repeated: rate(0.3, 0.1),
      'killed before': rate(0.3, 0.05),
      'killed after': rate(0.3, 0.05),
    };
    this.slow = rate(0.4, 0.3);
    this.late = rate(0.4, 0.3);
    this.twice = rate(0.3, 0.2);
    this.jumbled = rate(0.2, 0.2);
    this.relisted = rate(0.3, 0.05);
  }

  /** From now on nothing goes wrong. */
  calms(now: number): void {
    this.isCalm = true;
    this.calmAt = now;
  }

  forbids(what: string): void {
    this.forbidden.add(what);
  }

  allows(what: string): void {
    this.forbidden.delete(what);
  }

  /** Whether something is refused each time. */
  get isForbidding(): boolean {
    return !this.isCalm && this.forbidden.size > 0;
  }

  /** Whether such a request is refused each time. */
  isForbidden(request: string): boolean {
    return !this.isCalm && [...this.forbidden].some((what) => request.endsWith(what) || request.startsWith(what));
  }

  /** What becomes of a request, e.g. of `patch Service podinfo`. */
  fate(request = ''): Fate {
    if (this.isCalm) {
      return 'done';
    }
    if (this.isForbidden(request)) {
      return 'refused';
    }
    let left = this.random.next();
    for (const [fate, rate] of Object.entries(this.rates)) {
      left -= rate;
      if (left < 0 && isFate(fate)) {
        return fate;
      }
    }
    return 'done';
  }

  /** One way of a request, ms. */
  latency(): number {
    if (!this.isCalm && this.random.chance(this.slow)) {
      return this.random.between(10, 3000);
    }
    return this.random.chance(0.5) ? 0 : this.random.between(1, 20);
  }

  /** How late a watch event comes, ms. */
  delay(): number {
    if (!this.isCalm && this.random.chance(this.late)) {
      return this.random.between(20, this.random.chance(0.2) ? 30_000 : 3000);
    }
    return this.random.between(1, 20);
  }

  isToldTwice(): boolean {
    return !this.isCalm && this.random.chance(this.twice);
  }

  isOutOfOrder(): boolean {
    return !this.isCalm && this.random.chance(this.jumbled);
  }

  isRelisted(): boolean {
    return !this.isCalm && this.random.chance(this.relisted);
  }
}

const isFate = (text: string): text is Fate => text !== '';
