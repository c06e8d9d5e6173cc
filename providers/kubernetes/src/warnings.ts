import type { Canary } from '@flagger/api';
import { fieldsIgnored, mirrorIgnored, notSupported } from '@flagger/mesh-kit';

const NAME = 'kubernetes';

/** Flagger's word for how often a canary without `iterations` is checked instead. */
const ITERATIONS = 'Setting canaryAnalysis.iterations: 10';

/** Between the target and its users there is nothing that could hold them back. */
const sentAtOnce = (name: string): string =>
  `A Service as target needs a mesh, with the ${NAME} provider all users go where ${name} leads at once`;

/**
 * What the Canary asks for and services alone cannot do, in the order and the words of Flagger, and then what that
 * ignores without a word; empty where there is nothing.
 */
export function warnings(canary: Canary): readonly string[] {
  const { targetRef, analysis } = canary.spec;
  const { match = [], iterations = 0 } = analysis;
  return [
    ...(targetRef.kind === 'Service' ? [sentAtOnce(targetRef.name)] : []),
    ...(match.length > 0 ? [notSupported('A/B testing', NAME)] : []),
    ...(iterations < 1 ? [notSupported('Progressive traffic', NAME), ITERATIONS] : []),
    ...mirrorIgnored(canary, NAME),
    ...fieldsIgnored(canary, NAME),
  ];
}
