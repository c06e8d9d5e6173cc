/** So many requests are held against a weight. */
export const SAMPLE = 2_000;

/** What the answers say about a weight: `undecided` as long as they are too few. */
export type Split = 'holds' | 'off' | 'undecided';

/**
 * Whether so large a share of the answers came from the canary, give or take three standard deviations of chance.
 *
 * Chance alone leaves them once in 370 samples, which is once in 23 runs of all stories. So a sample outside is drawn
 * again, and only two in a row count: once in 137,000 weights, while a split that is off by 7 points is found in 99 of
 * 100. Where all or none must come from the canary, one answer of another is enough.
 */
export function splitOf(areFromCanary: readonly boolean[], share: number): Split {
  if (share === 0 || share === 1) {
    return areFromCanary.every((each) => each === (share === 1)) ? 'holds' : 'off';
  }
  for (const drawn of [areFromCanary.slice(0, SAMPLE), areFromCanary.slice(SAMPLE, 2 * SAMPLE)]) {
    if (drawn.length < SAMPLE) {
      return 'undecided';
    }
    if (isWithinChance(drawn, share)) {
      return 'holds';
    }
  }
  return 'off';
}

function isWithinChance(drawn: readonly boolean[], share: number): boolean {
  const found = drawn.filter(Boolean).length;
  return Math.abs(found - drawn.length * share) <= 3 * Math.sqrt(drawn.length * share * (1 - share));
}
