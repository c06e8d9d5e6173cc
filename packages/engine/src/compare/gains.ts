import { logNormalisers } from './normaliser.ts';
import { type Table, together } from './tables.ts';

/**
 * What one window adds to the log likelihood of each odds ratio. Given who got how many requests and how many events
 * there were, only chance decides whose they are, whatever the rate, its shocks and the weights were.
 */
export function gains(table: Table, ratios: readonly number[], clump: number): readonly number[] {
  const { canary, primary } = table;
  const { n, x } = together(canary, primary);
  if (x === 0 || x === n) {
    return ratios.map(() => 0);
  }
  if (clump > 1) {
    return clumped(table, ratios).map((gain) => gain / clump);
  }
  const normalisers = logNormalisers({ canary: canary.n, primary: primary.n, events: x }, ratios);
  return ratios.map((ratio, index) => canary.x * Math.log(ratio) - (normalisers[index] ?? 0));
}

/** Where requests fail together only the binomial form may be taken to the power of one by the clump. */
function clumped({ canary, primary }: Table, ratios: readonly number[]): readonly number[] {
  const { n, x } = together(canary, primary);
  const share = canary.n / n;
  return ratios.map((ratio) => canary.x * Math.log(ratio) - x * Math.log1p(share * (ratio - 1)));
}
