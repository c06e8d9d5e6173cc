import type { Canary, Objects, Workload } from '@flagger/api';
import { formerCopy } from './former-scalers.ts';
import { copyName } from './names.ts';
import { knownScaledObject } from './scaled-object.ts';

/**
 * A primary as a run sees it: without pods it is ready all the same where its own ScaledObject takes them away while
 * there is nothing to do, since KEDA gives it pods as soon as somebody needs one.
 */
export async function wokenOnDemand(objects: Objects, canary: Canary, primary: Workload): Promise<Workload> {
  return primary.state.state === 'asleep' && (await isScaledToZero(objects, canary))
    ? { ...primary, state: { state: 'ready' }, isServing: true }
    : primary;
}

async function isScaledToZero(objects: Objects, canary: Canary): Promise<boolean> {
  const scaling = (await formerCopy(objects, canary)) ?? canary.spec.autoscalerRef;
  if (scaling?.kind !== 'ScaledObject') {
    return false;
  }
  const scaler = await knownScaledObject(objects, canary, copyName(scaling.name));
  const { minReplicaCount = 0, idleReplicaCount = minReplicaCount } = scaler?.spec ?? { minReplicaCount: 1 };
  return idleReplicaCount === 0;
}
