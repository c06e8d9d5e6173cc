/** What users got of one version. Times in ms. */
export interface VersionTally {
  /** The tag of the pods' image; empty where no pod answered. */
  readonly version: string;
  readonly requests: number;
  /** Those of the requests that were answered with 500 or more, or not at all. */
  readonly failed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** One answer. */
export interface Outcome {
  readonly version: string;
  readonly isFailed: boolean;
  readonly ms: number;
}

/** How many of the newest times of a version are kept. */
const KEPT = 5000;

interface Counts {
  requests: number;
  failed: number;
  readonly times: number[];
}

/** Counts answers by version. */
export class Tally {
  private readonly versions = new Map<string, Counts>();

  add({ version, isFailed, ms }: Outcome): void {
    const counts = this.versions.get(version) ?? { requests: 0, failed: 0, times: [] };
    this.versions.set(version, counts);
    counts.times[counts.requests % KEPT] = ms;
    counts.requests += 1;
    counts.failed += Number(isFailed);
  }

  /** In the order in which the versions were met first. */
  all(): readonly VersionTally[] {
    return Array.from(this.versions, ([version, { requests, failed, times }]) => {
      const sorted = times.toSorted((one, other) => one - other);
      return { version, requests, failed, p50Ms: quantile(sorted, 0.5), p99Ms: quantile(sorted, 0.99) };
    });
  }
}

/** The value below which a share of the sorted values lies (nearest rank); 0 where there are none. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
