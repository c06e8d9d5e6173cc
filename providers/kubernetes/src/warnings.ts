import type { Canary } from '@flagger/api';

const NOT_SUPPORTED = 'is not supported when using the kubernetes provider';

/** Flagger's word for how often a canary without `iterations` is checked instead. */
const ITERATIONS = 'Setting canaryAnalysis.iterations: 10';

/**
 * What the Canary asks for and services alone cannot do, in the order and the words of Flagger; empty where there is nothing. Flagger ignores
 * mirroring without a word; here it has one.
 */
export function warnings({ spec }: Canary): readonly string[] {
  const { match = [], iterations = 0, mirror = false } = spec.analysis;
  return [
    ...(match.length > 0 ? [`A/B testing ${NOT_SUPPORTED}`] : []),
    ...(iterations < 1 ? [`Progressive traffic ${NOT_SUPPORTED}`, ITERATIONS] : []),
    ...(mirror ? [`Traffic mirroring ${NOT_SUPPORTED}`] : []),
  ];
}
