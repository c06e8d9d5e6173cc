/** How often what was exercised, by name. */
export type Counts = Record<string, number>;

export function count(counts: Counts, what: string, times = 1): void {
  counts[what] = (counts[what] ?? 0) + times;
}

export function add(sum: Counts, more: Counts): void {
  for (const [what, times] of Object.entries(more)) {
    count(sum, what, times);
  }
}
