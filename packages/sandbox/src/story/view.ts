import { fieldsOf, itemsOf, numberOf, textOf } from '../client/index.ts';
import type { SeenCanary } from './seen.ts';

/** One metric beside its threshold; values in the unit of the threshold. */
export interface Check {
  readonly name: string;
  readonly unit: string;
  readonly value: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
}

/** What is shown of a release at one moment. */
export interface View {
  readonly seconds: number;
  readonly phase: string;
  /**
   * Which way it is released, by what users get: shares of them, some of them, none of them, or copies of their
   * requests.
   */
  readonly way: 'weights' | 'match' | 'none' | 'mirror';
  /** Percent of the traffic (or of the copies) that the new version gets. */
  readonly weight: number;
  readonly step: { readonly done: number; readonly of: number };
  readonly versions: { readonly primary: string; readonly canary: string };
  readonly checks: readonly Check[];
  readonly failedChecks: number;
  readonly threshold: number;
  readonly users: { readonly requests: number; readonly failed: number };
  readonly troubles: readonly string[];
}

/** Which way a Canary releases, and in how many steps. */
export function wayOf({
  spec,
}: Pick<SeenCanary, 'spec'>): Pick<View, 'way'> & { readonly steps: readonly number[]; readonly threshold: number } {
  const { match, iterations, mirror, maxWeight, stepWeight, stepWeights, threshold } = fieldsOf(spec.analysis);
  const common = { threshold: numberOf(threshold) ?? 1 };
  const rounds = numberOf(iterations) ?? 0;
  if (rounds > 0) {
    return {
      ...common,
      way: mirror === true ? 'mirror' : itemsOf(match).length > 0 ? 'match' : 'none',
      steps: Array.from({ length: rounds }, (_, i) => i + 1),
    };
  }
  const listed = itemsOf(stepWeights).flatMap((each) => numberOf(each) ?? []);
  return {
    ...common,
    way: 'weights',
    steps: listed.length > 0 ? listed : stepsTo(numberOf(maxWeight) ?? 100, numberOf(stepWeight) ?? 100),
  };
}

/** How many of the steps are done, by the weight or by the iteration. */
export function stepOf(canary: SeenCanary): View['step'] {
  const { way, steps } = wayOf(canary);
  const at = way === 'weights' ? canary.weight : canary.iterations;
  const isOver = ['Promoting', 'Finalising', 'Succeeded'].includes(canary.phase);
  return { done: isOver ? steps.length : steps.filter((step) => step <= at).length, of: steps.length };
}

/** The metrics of a Canary beside what was measured last. */
export function checksOf({ spec }: Pick<SeenCanary, 'spec'>, measured: ReadonlyMap<string, number>): readonly Check[] {
  return itemsOf(fieldsOf(spec.analysis).metrics)
    .map(fieldsOf)
    .map(({ name, thresholdRange, threshold }) => {
      const { min, max } = fieldsOf(thresholdRange);
      const [title, unit, factor] = KNOWN.get(textOf(name) ?? '') ?? [textOf(name) ?? '', '', 1];
      const value = measured.get(textOf(name) ?? '');
      const isLeast = textOf(name) === 'request-success-rate';
      return {
        name: title,
        unit,
        value: value === undefined ? undefined : value * factor,
        min: numberOf(min) ?? (isLeast ? numberOf(threshold) : undefined),
        max: numberOf(max) ?? (isLeast ? undefined : numberOf(threshold)),
      };
    });
}

/** Whether a check is within its thresholds; undefined where nothing was measured. */
export function isFine({ value, min = -Infinity, max = Infinity }: Check): boolean | undefined {
  return value === undefined ? undefined : value >= min && value <= max;
}

/** Title, unit, and from what the operator shows to that unit. */
const KNOWN = new Map<string, readonly [string, string, number]>([
  ['request-success-rate', ['success rate', '%', 1]],
  ['request-duration', ['p99', 'ms', 1000]],
]);

function stepsTo(last: number, by: number): readonly number[] {
  const count = Math.max(1, Math.ceil(last / Math.max(1, by)));
  return Array.from({ length: count }, (_, i) => Math.min(last, (i + 1) * by));
}
