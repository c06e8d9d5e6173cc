import { digest } from '../digest.ts';
import type { Boundaries } from './boundaries.ts';
import { begin } from './evidence.ts';
import type { Rules } from './rules.ts';
import type { Evidence } from './strength.ts';
import type { Tally } from './tables.ts';

/** The evidence as it stands in a status. How much that is depends on the rules, never on how long the run took. */
export interface Memory {
  /** Digest of the settings that it was gathered by. */
  readonly rules: string;
  /** What counts as slow, in milliseconds, and which of it is the main row; of durations only. */
  readonly boundaries?: Boundaries;
  readonly likelihood: readonly number[];
  readonly worse: readonly (readonly number[])[];
  readonly start: number;
  readonly cutWorse: number;
  readonly peakWorse: number;
  readonly cutSafe: number;
  readonly peakSafe: number;
  readonly windows: number;
  readonly canary: Tally;
  readonly primary: Tally;
}

/** What a status is to keep of the evidence. */
export const remembered = (evidence: Evidence, rules: Rules, boundaries?: Boundaries): Memory => ({
  rules: digestOf(rules, boundaries),
  ...(boundaries && { boundaries }),
  likelihood: evidence.likelihood.map(rounded),
  worse: evidence.worse.map((row) => row.map(rounded)),
  start: evidence.start,
  cutWorse: rounded(evidence.cutWorse),
  peakWorse: rounded(evidence.peakWorse),
  cutSafe: rounded(evidence.cutSafe),
  peakSafe: rounded(evidence.peakSafe),
  windows: evidence.windows,
  canary: evidence.canary,
  primary: evidence.primary,
});

/** To 6 decimals; adding 0 keeps -0 out of JSON's way. */
const rounded = (value: number): number => Math.round(value * 1e6) / 1e6 + 0;

/** Identifies what evidence was gathered by: evidence by other settings is none. */
const digestOf = (rules: Rules, boundaries?: Boundaries): string => {
  const { falseRollback, metrics, tolerate, worseThan, falsePromotion, clump, negligible, rows, main } = rules;
  const settings = [falseRollback, metrics, tolerate, worseThan ?? 0, falsePromotion, clump, negligible, rows, main];
  return digest(settings, boundaries?.bounds ?? []).slice(0, 8);
};

/**
 * The evidence that a status keeps; undefined where it was gathered by other settings or cannot be evidence by these.
 */
export function recalled(memory: Memory, rules: Rules): Evidence | undefined {
  const { rules: settings, boundaries, ...evidence } = memory;
  const shape = begin(rules);
  const isWhole =
    settings === digestOf(rules, boundaries)
    && isLike(evidence.likelihood, shape.likelihood)
    && evidence.worse.length === shape.worse.length
    && evidence.worse.every((row, index) => isLike(row, shape.worse[index] ?? []))
    && [evidence.cutWorse, evidence.peakWorse, evidence.cutSafe, evidence.peakSafe].every((log) => log >= 0)
    && [evidence.windows, ...counts(evidence.canary), ...counts(evidence.primary)].every(isCount)
    && isCount(evidence.start)
    && evidence.start >= 1;
  return isWhole ? evidence : undefined;
}

const isLike = (row: readonly number[], shape: readonly number[]): boolean =>
  row.length === shape.length && row.every(Number.isFinite);

const counts = ({ n, x }: Tally): readonly number[] => [n - x, x];

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
