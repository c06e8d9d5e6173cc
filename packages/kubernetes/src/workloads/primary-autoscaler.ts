import { type Canary, ownerReference, primaryName } from '@flagger/api';
import type { HorizontalPodAutoscaler } from './autoscaler.ts';
import { sameContent } from './canonical.ts';
import { nonEmpty, withoutFlux } from './metadata.ts';
import { copyName, HORIZONTAL_POD_AUTOSCALER } from './names.ts';

/** The primary's autoscaler as it is created: the target's without its annotations. */
export function primaryAutoscaler(canary: Canary, target: HorizontalPodAutoscaler): HorizontalPodAutoscaler {
  const labels = nonEmpty(withoutFlux(target.metadata.labels));
  return {
    ...HORIZONTAL_POD_AUTOSCALER,
    metadata: {
      name: copyName(target.metadata.name),
      namespace: canary.metadata.namespace,
      ...(labels && { labels }),
      ownerReferences: [ownerReference(canary)],
    },
    spec: primarySpec(canary, target),
  };
}

/**
 * The live one with what the target's says now; undefined where it says so already. Labels, annotations and owners
 * stay as they are (as in Flagger), also on one that was there before the Canary.
 */
export function updatedAutoscaler(
  canary: Canary,
  live: HorizontalPodAutoscaler,
  target: HorizontalPodAutoscaler,
): HorizontalPodAutoscaler | undefined {
  const spec = primarySpec(canary, target);
  return sameContent(live.spec, spec) ? undefined : { ...live, spec };
}

function primarySpec(canary: Canary, { spec }: HorizontalPodAutoscaler): HorizontalPodAutoscaler['spec'] {
  return {
    ...spec,
    ...canary.spec.autoscalerRef?.primaryScalerReplicas,
    scaleTargetRef: { ...spec.scaleTargetRef, name: primaryName(canary) },
  };
}
