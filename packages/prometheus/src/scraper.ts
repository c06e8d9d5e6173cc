import type { Clock } from '@flagger/api';
import { parseExposition, type ShownSample } from './exposition.ts';
import { keyOf, labelsOf, NAME, withLabels, type Labels } from './labels.ts';
import { STALE } from './series.ts';
import type { MetricStore } from './store.ts';

/** Something that shows its metrics, as text in Prometheus' format: at an http URL, or by a function. */
export interface Target {
  readonly job: string;
  /** Usually host:port; two targets of a job differ in it. */
  readonly instance: string;
  /** More labels for all of its series. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly show: string | ((signal: AbortSignal) => string | Promise<string>);
}

export interface ScraperOptions {
  readonly store: MetricStore;
  readonly clock: Clock;
  /** Asked anew each time: targets come and go. */
  readonly targets: () => readonly Target[];
  readonly intervalMs: number;
  /** How long a target may take to answer: the interval unless stated. */
  readonly timeoutMs?: number;
}

/** What a target showed last, by key: what is missing the next time ends there. */
type Shown = ReadonlyMap<string, Labels>;

/** From a start to a stop: how to cancel its next round. */
interface Run {
  cancel?: () => void;
}

/** Brings what targets show into the store, at fixed times. */
export class Scraper {
  private readonly shown = new Map<string, Shown>();
  private run: Run | undefined;

  constructor(private readonly options: ScraperOptions) {}

  /**
   * Scrapes now and at every interval from now, until it is stopped; a round that takes too long makes the next one
   * wait.
   */
  start(): void {
    const { clock, intervalMs } = this.options;
    const run: Run = {};
    const round = (planned: number): void => {
      void this.scrape().finally(() => {
        if (this.run !== run) {
          return;
        }
        const next = planned + intervalMs * Math.max(1, Math.ceil((clock.now() - planned) / intervalMs));
        run.cancel = clock.after(next - clock.now(), () => {
          round(next);
        });
      });
    };
    this.stop();
    this.run = run;
    round(clock.now());
  }

  stop(): void {
    this.run?.cancel?.();
    this.run = undefined;
  }

  /** Scrapes all targets once. One that fails is down (`up` 0) and its series end; one that is gone ends too. */
  async scrape(): Promise<void> {
    const { store, clock, targets } = this.options;
    const now = clock.now();
    const all = new Map(targets().map((target) => [keyOf(targetLabels(target)), target]));
    for (const [key, shown] of this.shown) {
      if (all.has(key)) {
        continue;
      }
      this.end(shown, now);
      this.shown.delete(key);
    }
    await Promise.all(Array.from(all, ([key, target]) => this.scrapeTarget(key, target, now)));
    store.forget(now);
  }

  private async scrapeTarget(key: string, target: Target, now: number): Promise<void> {
    const { store, clock } = this.options;
    const found = await this.samplesOf(target);
    const report = {
      up: found ? 1 : 0,
      scrape_duration_seconds: (clock.now() - now) / 1000,
      scrape_samples_scraped: found?.length ?? 0,
    };
    const reported = Object.entries(report).map(([name, value]): ShownSample => ({
      labels: withLabels(targetLabels(target), [[NAME, name]]),
      value,
    }));
    const samples = [...(found ?? []), ...reported];
    for (const { labels, value, time = now } of samples) {
      store.append(labels, time, value);
    }
    // the end of a series with times of its own is not ours to tell
    const shown = new Map(
      samples.filter(({ time }) => time === undefined).map(({ labels }) => [keyOf(labels), labels]),
    );
    this.end(new Map([...(this.shown.get(key) ?? [])].filter(([each]) => !shown.has(each))), now);
    this.shown.set(key, shown);
  }

  private end(series: Shown, now: number): void {
    for (const labels of series.values()) {
      this.options.store.append(labels, now, STALE);
    }
  }

  /** What a target shows, with the target's labels; undefined where it does not answer in time, or not with metrics. */
  private async samplesOf(target: Target): Promise<readonly ShownSample[] | undefined> {
    const { clock, intervalMs, timeoutMs = intervalMs } = this.options;
    const controller = new AbortController();
    const late = new Promise<never>((_, reject) => {
      controller.signal.addEventListener('abort', () => {
        reject(new Error('took too long'));
      });
    });
    const cancel = clock.after(timeoutMs, () => {
      controller.abort();
    });
    try {
      const text = await Promise.race([shownBy(target, controller.signal), late]);
      return parseExposition(text).map(({ labels, ...sample }) => ({ ...sample, labels: attributed(labels, target) }));
    } catch {
      // told by `up`, as Prometheus does
      return undefined;
    } finally {
      cancel();
    }
  }
}

async function shownBy({ show }: Target, signal: AbortSignal): Promise<string> {
  if (typeof show !== 'string') {
    return show(signal);
  }
  const response = await fetch(show, { signal, headers: { accept: 'text/plain;version=0.0.4' } });
  if (!response.ok) {
    throw new Error(`server returned HTTP status ${response.status}`);
  }
  return response.text();
}

const targetLabels = ({ job, instance, labels = {} }: Target): Labels =>
  labelsOf([...Object.entries(labels), ['job', job], ['instance', instance]]);

/** The target's labels win; what it says itself under these names becomes `exported_`. */
function attributed(labels: Labels, target: Target): Labels {
  const ours = targetLabels(target);
  const theirs = Array.from(labels, ([name, value]) => [ours.has(name) ? `exported_${name}` : name, value] as const);
  return labelsOf([...theirs, ...ours]);
}
