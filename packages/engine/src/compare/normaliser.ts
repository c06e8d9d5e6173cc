/** What is known of a window beside how many of the events were the canary's. */
export interface Margins {
  /** Requests of the canary. */
  readonly canary: number;
  /** Requests of the primary. */
  readonly primary: number;
  /** Events of both together. */
  readonly events: number;
}

/** Below this part of the sum the terms of the law are left out; they fall faster than geometrically. */
const NEGLIGIBLE = 1e-18;
const NEAR_OVERFLOW = 1e250;

/**
 * ln E[z^x] for each odds ratio z, where x, the canary's part of the events, is drawn as by chance alone
 * (hypergeometric). Exact for any margins; takes time like the square root of the events.
 */
export function logNormalisers(margins: Margins, ratios: readonly number[]): readonly number[] {
  const base = modeOf(margins, 1);
  const logBase = Math.log(sumAround(margins, base, 1));
  const modes = ratios.map((ratio) => modeOf(margins, ratio));
  const climbs = climbsTo(margins, base, modes);
  return ratios.map((ratio, index) => {
    const mode = modes[index] ?? base;
    const top = mode * Math.log(ratio) + (climbs[index] ?? 0);
    return ratio === 1 ? 0 : top + Math.log(sumAround(margins, mode, ratio)) - logBase;
  });
}

/** ln E[z^x] for one odds ratio. */
export const logNormaliser = (margins: Margins, ratio: number): number => logNormalisers(margins, [ratio])[0] ?? 0;

/** Where the terms of the law are largest. */
function modeOf({ canary, primary, events }: Margins, ratio: number): number {
  const square = ratio - 1;
  const linear = ratio * (canary + events) + primary - events + 2;
  const constant = ratio * canary * events - (primary - events + 1);
  const root = Math.sqrt(Math.max(0, linear * linear - 4 * square * constant));
  // of the two ways to write the root, the one that subtracts nothing from its like
  const at = linear > 0 ? (2 * constant) / (linear + root) : (linear - root) / (2 * square);
  return Math.min(Math.min(canary, events), Math.max(0, events - primary, Math.floor(at) + 1));
}

/** The sum of the terms, where that of the mode is 1. */
function sumAround({ canary, primary, events }: Margins, mode: number, ratio: number): number {
  let sum = 1;
  for (let k = mode, term = 1; k < Math.min(canary, events) && term > NEGLIGIBLE * sum; k++) {
    term *= ((canary - k) * (events - k) * ratio) / ((k + 1) * (primary - events + k + 1));
    sum += term;
  }
  for (let k = mode - 1, term = 1; k >= Math.max(0, events - primary) && term > NEGLIGIBLE * sum; k--) {
    term *= ((k + 1) * (primary - events + k + 1)) / ((canary - k) * (events - k) * ratio);
    sum += term;
  }
  return sum;
}

/**
 * For each mode the logarithm of its term over that of the base, both without the ratio. Where the modes ascend or
 * descend, as those of sorted ratios do, no step is gone twice on a side of the base.
 */
function climbsTo(margins: Margins, base: number, modes: readonly number[]): readonly number[] {
  const climbs = modes.map(() => 0);
  const [above, below] = [
    { at: base, log: 0 },
    { at: base, log: 0 },
  ];
  const visit = (index: number, from: typeof above) => {
    const mode = modes[index] ?? base;
    from.log += mode > from.at ? climb(margins, from.at, mode) : -climb(margins, mode, from.at);
    from.at = mode;
    climbs[index] = from.log;
  };
  for (let index = 0; index < modes.length; index++) {
    if ((modes[index] ?? base) >= base) {
      visit(index, above);
    }
  }
  for (let index = modes.length - 1; index >= 0; index--) {
    if ((modes[index] ?? base) < base) {
      visit(index, below);
    }
  }
  return climbs;
}

/** The logarithm of the term of `to` over that of `from`, where `from` is less. */
function climb({ canary, primary, events }: Margins, from: number, to: number): number {
  let [product, log] = [1, 0];
  for (let k = from; k < to; k++) {
    product *= ((canary - k) * (events - k)) / ((k + 1) * (primary - events + k + 1));
    if (product > NEAR_OVERFLOW || product < 1 / NEAR_OVERFLOW) {
      log += Math.log(product);
      product = 1;
    }
  }
  return log + Math.log(product);
}
