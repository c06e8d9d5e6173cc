import type { Canary, KubeObject, Objects } from '@flagger/api';
import { refOf } from './names.ts';

interface Autoscaler extends KubeObject {
  readonly spec: { readonly minReplicas?: number; readonly minReplicaCount?: number };
}

/** The least number of replicas that the target's autoscaler allows (HorizontalPodAutoscaler or ScaledObject); undefined where none says so. */
export async function minimumReplicas(objects: Objects, canary: Canary): Promise<number | undefined> {
  const { autoscalerRef } = canary.spec;
  if (!autoscalerRef) return undefined;
  const { apiVersion, kind, name } = autoscalerRef;
  const scaler = await objects.read<Autoscaler>(refOf(canary, { apiVersion, kind }, name));
  return kind === 'ScaledObject' ? scaler?.spec.minReplicaCount : scaler?.spec.minReplicas;
}
