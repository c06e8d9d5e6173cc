import type { Canary, KubeObject, Objects } from '@flagger/api';
import { copyName, HORIZONTAL_POD_AUTOSCALER, refOf, SCALED_OBJECT } from './names.ts';
import { isHeld, knownScaledObject, targetScaledObject } from './scaled-object.ts';

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

/** KEDA's. */
const DEFAULT_MAXIMUM = 100;

/**
 * The greatest number of replicas that the primary's autoscaler gives, as the cache has it; undefined where none gives and takes
 * any.
 */
export async function primaryMaximum(objects: Objects, canary: Canary): Promise<number | undefined> {
  const { kind, name = '' } = canary.spec.autoscalerRef ?? {};
  if (kind !== SCALED_OBJECT.kind) {
    return (await readAutoscaler(objects, canary, copyName(name)))?.spec.maxReplicas;
  }
  const scaler = await knownScaledObject(objects, canary, copyName(name));
  return scaler && !isHeld(scaler) ? (scaler.spec.maxReplicaCount ?? DEFAULT_MAXIMUM) : undefined;
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
