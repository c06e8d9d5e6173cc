/** The ratio between one bucket and the next: what is told is at most so much off. */
const STEP = 1.02;
/** The first bucket ends here, ms. */
const SHORTEST_MS = 0.01;

/** How long requests took, in as little room for a million of them as for one. */
export class Latencies {
  private readonly buckets = new Map<number, number>();
  private count = 0;

  add(ms: number): void {
    const bucket = Math.max(0, Math.ceil(Math.log(ms / SHORTEST_MS) / Math.log(STEP)));
    this.buckets.set(bucket, (this.buckets.get(bucket) ?? 0) + 1);
    this.count += 1;
  }

  /** So that `share` of all requests, from 0 to 1, took at most so many ms; 0 where there were none. */
  quantile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.count));
    for (const [bucket, count] of [...this.buckets].sort(([one], [other]) => one - other)) {
      left -= count;
      if (left <= 0) {
        return SHORTEST_MS * STEP ** bucket;
      }
    }
    return 0;
  }
}
