import { labelsOf, MetricStore, NAME, queried, STALE } from '@flagger/prometheus';
import { Random } from '@flagger/simulated-cluster';

export type Arm = 'canary' | 'primary';

/** What happens at a second of the story. */
export interface Traffic {
  /** Requests in a second, of all callers together. */
  readonly perSecond: number;
  /** Which share of them fails, and which share of the others is slow. */
  readonly failing?: (arm: Arm, second: number) => number;
  readonly slow?: (arm: Arm, second: number) => number;
  /** So many more attempts are made of a call that fails; they fail, too. */
  readonly retries?: number;
  /** Percent of the requests that reach the canary; undefined: its weight. */
  readonly reaching?: (weight: number) => number;
  /** Who calls at a second; a caller whose name is new is a new pod. */
  readonly callers?: (second: number) => readonly string[];
  /** Callers whose proxy is started anew, so that it counts from zero. */
  readonly restarts?: (caller: string, second: number) => boolean;
  /** Scrapes that are not made, or made and not answered: Prometheus has the series end there. */
  readonly missed?: (caller: string, second: number) => 'skipped' | 'failed' | undefined;
}

/** Requests of an arm, and how many of them failed. */
export interface Tally {
  readonly n: number;
  readonly x: number;
}

const SCRAPE_SECONDS = 5;
const FAST_MS = 100;
const SLOW_MS = 2500;
const BOUNDS = [50, FAST_MS, 250, 500, 1000, SLOW_MS];
const COUNTER = 'istio_requests_total';
const BUCKET = 'istio_request_duration_milliseconds_bucket';

type Labels = Readonly<Record<string, string>>;

/** Those who call podinfo: what their proxies and those of the pods count, and a Prometheus that scrapes them. */
export class Callers {
  /** What Prometheus was asked, and for which second; now where undefined. */
  readonly asked: { readonly query: string; readonly time: number | undefined }[] = [];
  private readonly random: Random;
  private readonly now: () => number;
  private readonly served: number[] = [];
  private readonly store = new MetricStore();
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly scraped: { readonly caller: string; readonly at: number; readonly counts: Map<string, number> }[] =
    [];

  constructor(
    private readonly traffic: Traffic,
    { now, seed }: { readonly now: () => number; readonly seed: number },
  ) {
    this.now = now;
    this.random = new Random(seed);
  }

  /** A second of requests, of which the canary gets so many percent; scraped at its end. */
  second(second: number, weight: number): void {
    const names = this.traffic.callers?.(second) ?? ['a', 'b', 'c'];
    const share = (this.traffic.reaching?.(weight) ?? weight) / 100;
    names.forEach((caller) => this.counts.has(caller) || this.begin(caller));
    for (let request = 0; request < this.traffic.perSecond; request++) {
      const [first = 'a', ...others] = names;
      this.call(this.random.pick(first, ...others), this.random.chance(share) ? 'canary' : 'primary', second);
    }
    this.served.push(this.now());
    [...this.counts.keys()].forEach((caller, index) => {
      if (!names.includes(caller)) {
        this.end(caller);
      } else if (this.traffic.restarts?.(caller, second)) {
        this.begin(caller);
      }
      if ((second + index) % SCRAPE_SECONDS === 0 && this.counts.has(caller)) {
        this.scrape(caller, second);
      }
    });
  }

  /** Answers as Prometheus does. */
  answer(url: string): { readonly status: number; readonly text: string } {
    const { searchParams } = new URL(url);
    const time = searchParams.get('time');
    this.asked.push({ query: searchParams.get('query') ?? '', time: time === null ? undefined : Number(time) });
    const data = queried(searchParams, this.now(), { store: this.store });
    return { status: 200, text: JSON.stringify({ status: 'success', data }) };
  }

  /** What had been scraped of an arm up to one second and had not up to another, by the callers themselves. */
  scrapedBetween(arm: Arm, from: number, to: number): Tally {
    const [before, after] = [this.scrapedUpTo(arm, from), this.scrapedUpTo(arm, to)];
    return { n: after.n - before.n, x: after.x - before.x };
  }

  /** How many requests there were between two seconds. */
  servedBetween(from: number, to: number): number {
    return this.traffic.perSecond * this.served.filter((at) => at > from * 1000 && at <= to * 1000).length;
  }

  private scrapedUpTo(arm: Arm, seconds: number): Tally {
    const callers = new Set(this.scraped.map(({ caller }) => caller));
    const last = [...callers].map((name) =>
      this.scraped.findLast(({ caller, at }) => caller === name && at <= seconds * 1000),
    );
    const of = (code: string): number =>
      last.reduce((sum, found) => sum + (found?.counts.get(seriesOf('source', arm, code).total) ?? 0), 0);
    return { n: of('200') + of('503'), x: of('503') };
  }

  private call(caller: string, arm: Arm, second: number): void {
    const { failing, slow, retries = 0 } = this.traffic;
    const isFailed = this.random.chance(failing?.(arm, second) ?? 0);
    const ms = this.random.chance(slow?.(arm, second) ?? 0) ? SLOW_MS : FAST_MS;
    const code = isFailed ? '503' : '200';
    this.count(caller, 'source', { arm, code, ms });
    for (let attempt = 0; attempt <= (isFailed ? retries : 0); attempt++) {
      this.count(caller, 'destination', { arm, code, ms });
    }
  }

  private count(
    caller: string,
    reporter: Reporter,
    { arm, code, ms }: { readonly arm: Arm; readonly code: string; readonly ms: number },
  ): void {
    const counts = this.counts.get(caller);
    const add = (key: string, more: number): unknown => counts?.set(key, (counts.get(key) ?? 0) + more);
    const { total, buckets } = seriesOf(reporter, arm, code);
    add(total, 1);
    buckets.forEach(([bound, key]) => add(key, ms <= bound ? 1 : 0));
  }

  private scrape(caller: string, second: number): void {
    const missed = this.traffic.missed?.(caller, second);
    if (missed !== undefined) {
      this.append(missed === 'failed' ? caller : '', () => STALE);
      return;
    }
    const counts = new Map(this.counts.get(caller));
    this.scraped.push({ caller, at: this.now(), counts });
    this.append(caller, (count) => count);
  }

  private begin(caller: string): void {
    this.counts.set(caller, new Map());
  }

  private end(caller: string): void {
    this.append(caller, () => STALE);
    this.counts.delete(caller);
  }

  private append(caller: string, value: (count: number) => number | typeof STALE): void {
    for (const [key, count] of this.counts.get(caller) ?? []) {
      const labels = Object.entries({ ...(JSON.parse(key) as Labels), job: 'proxies', instance: caller });
      this.store.append(labelsOf(labels), this.now(), value(count));
    }
  }
}

type Reporter = 'source' | 'destination';

/** The labels of series, as JSON. */
interface Kept {
  readonly total: string;
  readonly buckets: readonly (readonly [bound: number, labels: string])[];
}

const KEPT = new Map<string, Kept>();

/** The series of one kind of request. */
function seriesOf(reporter: Reporter, arm: Arm, code: string): Kept {
  const key = `${reporter} ${arm} ${code}`;
  const labels = {
    reporter,
    destination_service_namespace: 'test',
    destination_service_name: `podinfo-${arm}`,
    destination_workload_namespace: 'test',
    destination_workload: arm === 'canary' ? 'podinfo' : 'podinfo-primary',
    response_code: code,
  };
  const found = KEPT.get(key) ?? {
    total: JSON.stringify({ ...labels, [NAME]: COUNTER }),
    buckets: [...BOUNDS, Infinity].map((bound) => {
      const le = bound === Infinity ? '+Inf' : String(bound);
      return [bound, JSON.stringify({ ...labels, [NAME]: BUCKET, le })] as const;
    }),
  };
  KEPT.set(key, found);
  return found;
}
