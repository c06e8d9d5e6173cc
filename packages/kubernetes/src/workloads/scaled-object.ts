import { type Canary, type KubeObject, NotInstalled, type Objects, ownerReference, primaryName } from '@flagger/api';
import { sameContent } from './canonical.ts';
import { nonEmpty, type Pairs, withoutFlux } from './metadata.ts';
import { copyName, refOf, SCALED_OBJECT } from './names.ts';
import { queryOfPrimary } from './scaler-query.ts';

/** A ScaledObject of KEDA: the fields that we touch; the rest travels along. */
export interface ScaledObject extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef?: { readonly name: string };
    readonly minReplicaCount?: number;
    readonly idleReplicaCount?: number;
    readonly maxReplicaCount?: number;
    readonly advanced?: { readonly horizontalPodAutoscalerConfig?: { readonly name?: string } };
    readonly triggers?: readonly Trigger[];
  };
}

interface Trigger {
  readonly type?: string;
  readonly name?: string;
  readonly metadata?: Pairs;
}

/** With it KEDA holds a workload at so many replicas. */
export const PAUSED = 'autoscaling.keda.sh/paused-replicas';
/** With it KEDA leaves a workload as it is. */
const HELD = 'autoscaling.keda.sh/paused';

/** Whichever version the Canary names: KEDA has had only this one. */
export const readScaledObject = (objects: Objects, canary: Canary, name: string): Promise<ScaledObject | undefined> =>
  objects.read<ScaledObject>(refOf(canary, SCALED_OBJECT, name));

/** The primary's ScaledObject as it is created: never paused, whether or not the target's is. */
export function primaryScaledObject(canary: Canary, target: ScaledObject): ScaledObject {
  const labels = nonEmpty(withoutFlux(target.metadata.labels));
  const { [PAUSED]: _, [HELD]: __, ...others } = withoutFlux(target.metadata.annotations);
  const annotations = nonEmpty(others);
  return {
    ...SCALED_OBJECT,
    metadata: {
      name: copyName(target.metadata.name),
      namespace: canary.metadata.namespace,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      ownerReferences: [ownerReference(canary)],
    },
    spec: primarySpec(canary, target),
  };
}

/**
 * The live one with what the target's says now, where `update` asks for that; undefined where nothing is to be
 * written. One that is paused at nothing, as Flagger may have left it, is let go in any case: its users would have no
 * pods.
 */
export function updatedScaledObject(
  canary: Canary,
  live: ScaledObject,
  { target, update }: { readonly target: ScaledObject; readonly update: boolean },
): ScaledObject | undefined {
  const isPaused = isPausedAtNothing(live);
  const spec = update ? primarySpec(canary, target) : live.spec;
  if (!isPaused && sameContent(live.spec, spec)) {
    return undefined;
  }
  const { [PAUSED]: paused, ...others } = live.metadata.annotations ?? {};
  const annotations = isPaused || paused === undefined ? others : { ...others, [PAUSED]: paused };
  return { ...live, metadata: { ...live.metadata, annotations }, spec };
}

/** Pauses a ScaledObject at nothing, or lets it go from there: the merge patch for it; undefined where it is so already. */
export const pausing = (live: ScaledObject, isPaused: boolean): object | undefined =>
  isPausedAtNothing(live) === isPaused ? undefined : { metadata: { annotations: { [PAUSED]: isPaused ? '0' : null } } };

/** Whether KEDA takes all pods from what it scales. */
export const isPausedAtNothing = ({ metadata }: ScaledObject): boolean => metadata.annotations?.[PAUSED] === '0';

/** Whether KEDA leaves a workload as it is, or at a number that a person wants. */
export const isHeld = ({ metadata: { annotations = {} } }: ScaledObject): boolean =>
  annotations[PAUSED] !== undefined || annotations[HELD] !== undefined;

/** The target's, where its Canary names one and there is one. */
export async function targetScaledObject(objects: Objects, canary: Canary): Promise<ScaledObject | undefined> {
  const { autoscalerRef } = canary.spec;
  if (autoscalerRef?.kind !== SCALED_OBJECT.kind) {
    return undefined;
  }
  return knownScaledObject(objects, canary, autoscalerRef.name);
}

/** As {@link readScaledObject}; none where nobody installed KEDA. */
export async function knownScaledObject(
  objects: Objects,
  canary: Canary,
  name: string,
): Promise<ScaledObject | undefined> {
  try {
    return await readScaledObject(objects, canary, name);
  } catch (error) {
    if (error instanceof NotInstalled) {
      return undefined;
    }
    throw error;
  }
}

function primarySpec(canary: Canary, { spec }: ScaledObject): ScaledObject['spec'] {
  const { minReplicas, maxReplicas } = canary.spec.autoscalerRef?.primaryScalerReplicas ?? {};
  const { name, ...config } = spec.advanced?.horizontalPodAutoscalerConfig ?? {};
  return {
    ...spec,
    // there also where the target says nothing of it, as Flagger writes it
    advanced: { ...spec.advanced, horizontalPodAutoscalerConfig: { ...config, ...(name && { name: copyName(name) }) } },
    ...(minReplicas !== undefined && { minReplicaCount: minReplicas }),
    ...(maxReplicas !== undefined && { maxReplicaCount: maxReplicas }),
    scaleTargetRef: { ...spec.scaleTargetRef, name: primaryName(canary) },
    ...(spec.triggers && { triggers: spec.triggers.map((trigger) => ofPrimary(canary, trigger)) }),
  };
}

/** Its query asks for the primary: as the Canary says for triggers of that name, else wherever the target is named. */
function ofPrimary(canary: Canary, trigger: Trigger): Trigger {
  const queries = canary.spec.autoscalerRef?.primaryScalerQueries;
  const before = trigger.metadata?.['query'];
  const query = queries
    ? trigger.name === undefined
      ? before
      : (queries[trigger.name] ?? before)
    : before && queryOfPrimary(canary, trigger.type, before);
  return query === undefined ? trigger : { ...trigger, metadata: { ...trigger.metadata, query } };
}
