import type { Canary, KubeObject, Objects } from '@flagger/api';
import { HORIZONTAL_POD_AUTOSCALER, refOf } from './names.ts';
import { targetScaledObject } from './scaled-object.ts';

/** A HorizontalPodAutoscaler: the fields that we touch; metrics, behavior and the rest travel along. */
export interface HorizontalPodAutoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
  };
}

/**
 * The least number of replicas that the target's autoscaler allows (HorizontalPodAutoscaler or ScaledObject);
 * undefined where none says so. Whichever version the Canary names, a ScaledObject is read as keda.sh/v1alpha1.
 */
export async function minimumReplicas(objects: Objects, canary: Canary): Promise<number | undefined> {
  const { autoscalerRef } = canary.spec;
  if (!autoscalerRef) {
    return undefined;
  }
  if (autoscalerRef.kind === 'HorizontalPodAutoscaler') {
    return (await readAutoscaler(objects, canary, autoscalerRef.name))?.spec.minReplicas;
  }
  return (await targetScaledObject(objects, canary))?.spec.minReplicaCount;
}

/**
 * Reads it as autoscaling/v2, whichever version the Canary names: clusters serve no beta version any more, and
 * Canaries still name them.
 */
export function readAutoscaler(
  objects: Objects,
  canary: Canary,
  name: string,
): Promise<HorizontalPodAutoscaler | undefined> {
  return objects.read<HorizontalPodAutoscaler>(refOf(canary, HORIZONTAL_POD_AUTOSCALER, name));
}
