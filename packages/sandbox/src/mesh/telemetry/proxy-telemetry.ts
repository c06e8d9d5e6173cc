import type { Served } from '../router/router.ts';
import { Counter } from './counter.ts';
import { Histogram } from './histogram.ts';
import type { Labels } from './label-text.ts';

/** How the proxies of one mesh count: names of series, and the labels that they bear. */
export interface Counting {
  readonly requests: { readonly name: string; readonly help: string };
  readonly durations: Durations;
  /** Histograms of the same, where a proxy has more than one. */
  readonly moreDurations?: readonly Durations[];
  /** The labels that a request is counted by; undefined where the proxies do not count such a one. */
  readonly labels: (served: Served) => Labels | undefined;
  /** Labels of the counter that the histogram has not. */
  readonly notOfDurations?: readonly string[];
  /** The labels of all series that a pod's own proxy shows, and no other; absent where pods have none. */
  readonly ofPod?: (pod: PodName) => Labels;
}

/** A histogram of times in ms, or in seconds; `bounds` are the upper ones of its buckets, rising. */
export interface Durations {
  readonly name: string;
  readonly help: string;
  readonly bounds: readonly number[];
  readonly isInSeconds?: boolean;
  /** Labels that it alone has. */
  readonly labels?: Labels;
}

export interface PodName {
  readonly namespace: string;
  readonly name: string;
}

/** Counts requests as the proxies of a mesh do, each for itself. */
export class ProxyTelemetry {
  private readonly counting: Counting;
  private readonly requests: Counter;
  private readonly durations: readonly (Durations & { readonly histogram: Histogram })[];

  constructor(counting: Counting) {
    const { requests, durations, moreDurations = [] } = counting;
    this.counting = counting;
    this.requests = new Counter(requests.name, requests.help);
    this.durations = [durations, ...moreDurations].map((each) => ({ ...each, histogram: new Histogram(each) }));
  }

  count(served: Served): void {
    const { labels, notOfDurations = [] } = this.counting;
    const all = labels(served);
    if (all === undefined) {
      return;
    }
    this.requests.add(all);
    const timed = Object.fromEntries(Object.entries(all).filter(([name]) => !notOfDurations.includes(name)));
    for (const { histogram, isInSeconds = false, labels: own } of this.durations) {
      histogram.observe({ ...timed, ...own }, isInSeconds ? served.ms / 1000 : served.ms);
    }
  }

  /** A pod is gone, its proxy with it, and so what that one showed. */
  forget(pod: PodName): void {
    const labels = this.counting.ofPod?.(pod);
    if (labels !== undefined) {
      this.requests.drop(labels);
      for (const { histogram } of this.durations) {
        histogram.drop(labels);
      }
    }
  }

  /** In Prometheus' text format. */
  text(): string {
    return [this.requests, ...this.durations.map(({ histogram }) => histogram)].map((each) => each.text()).join('');
  }
}
