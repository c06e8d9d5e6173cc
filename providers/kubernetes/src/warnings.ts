import type { Canary } from '@flagger/api';
import { mirrorIgnored, notSupported } from '@flagger/mesh-kit';

const NAME = 'kubernetes';

/** Flagger's word for how often a canary without `iterations` is checked instead. */
const ITERATIONS = 'Setting canaryAnalysis.iterations: 10';

/**
 * What the Canary asks for and services alone cannot do, in the order and the words of Flagger; empty where there is
 * nothing.
 */
export function warnings(canary: Canary): readonly string[] {
  const { match = [], iterations = 0 } = canary.spec.analysis;
  return [
    ...(match.length > 0 ? [notSupported('A/B testing', NAME)] : []),
    ...(iterations < 1 ? [notSupported('Progressive traffic', NAME), ITERATIONS] : []),
    ...mirrorIgnored(canary, NAME),
  ];
}
