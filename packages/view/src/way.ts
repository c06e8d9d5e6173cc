import { type Fields, fieldsOf, itemsOf, numberOf } from './fields.ts';

/**
 * Which way a canary is released, by what users get: shares of them, some of them, none of them, or copies of their
 * requests.
 */
export type Way = 'weights' | 'match' | 'none' | 'mirror';

/** As much of a Canary as its way depends on. */
interface Progress {
  readonly spec: Fields;
  readonly phase: string;
  readonly weight: number;
  readonly iterations: number;
}

/** Which way a Canary releases, in which steps, and how many failed checks end it. */
export function wayOf({ spec }: Pick<Progress, 'spec'>): {
  readonly way: Way;
  readonly steps: readonly number[];
  readonly threshold: number;
} {
  const { match, iterations, mirror, maxWeight, stepWeight, stepWeights, threshold } = fieldsOf(
    spec.analysis ?? spec.canaryAnalysis,
  );
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
export function stepOf(canary: Progress): { readonly done: number; readonly of: number } {
  const { way, steps } = wayOf(canary);
  const at = way === 'weights' ? canary.weight : canary.iterations;
  const isOver = ['Promoting', 'Finalising', 'Succeeded'].includes(canary.phase);
  return { done: isOver ? steps.length : steps.filter((step) => step <= at).length, of: steps.length };
}

function stepsTo(last: number, by: number): readonly number[] {
  const count = Math.max(1, Math.ceil(last / Math.max(1, by)));
  return Array.from({ length: count }, (_, i) => Math.min(last, (i + 1) * by));
}
