import type { KubeObject } from '@flagger/api';
import { fieldsOf, isFields, type Resource } from '../client/index.ts';
import { type Deployment, DEPLOYMENTS, isPlaced, type Meta } from './kinds.ts';
import { NOTHING, type Plan, type Write } from './write.ts';

/** A ScaledObject of KEDA, of which only what bounds its target counts: no trigger is asked. */
export interface ScaledObject extends KubeObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly scaleTargetRef: { readonly name: string; readonly kind?: string };
    readonly minReplicaCount?: number;
    readonly maxReplicaCount?: number;
  };
}

export const SCALED_OBJECTS: Resource<ScaledObject> = {
  apiVersion: 'keda.sh/v1alpha1',
  kind: 'ScaledObject',
  plural: 'scaledobjects',
  accepts: (object): object is ScaledObject =>
    isPlaced(object) && isFields(object.spec) && typeof fieldsOf(object.spec['scaleTargetRef']).name === 'string',
};

const PAUSED = 'autoscaling.keda.sh/paused-replicas';
/** KEDA's. */
const DEFAULTS = { least: 0, most: 100 };

/** The key of the Deployment that it scales. */
export const scaledKey = ({ metadata, spec }: ScaledObject): string =>
  `${metadata.namespace}/${(spec.scaleTargetRef.kind ?? 'Deployment') === 'Deployment' ? spec.scaleTargetRef.name : ''}`;

/** What KEDA does next with a Deployment: holds it where it is paused at, else keeps it within its bounds. */
export function scaledObjectPlan(scaledObject: ScaledObject, deployment: Deployment | undefined): Plan {
  const replicas = deployment?.spec.replicas ?? 1;
  const wanted = wantedReplicas(scaledObject, replicas);
  if (deployment === undefined || wanted === replicas || scaledObject.metadata.deletionTimestamp !== undefined) {
    return NOTHING;
  }
  const scaling: Write = {
    do: 'patch',
    resource: DEPLOYMENTS,
    object: deployment,
    changes: { spec: { replicas: wanted } },
  };
  return { writes: [scaling] };
}

function wantedReplicas({ metadata, spec }: ScaledObject, replicas: number): number {
  const paused = Number.parseInt(metadata.annotations?.[PAUSED] ?? '', 10);
  const { minReplicaCount = DEFAULTS.least, maxReplicaCount = DEFAULTS.most } = spec;
  return Number.isNaN(paused) ? Math.min(maxReplicaCount, Math.max(minReplicaCount, replicas)) : paused;
}
