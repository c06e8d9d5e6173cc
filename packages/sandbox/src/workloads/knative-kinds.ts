import type { KubeObject } from '@flagger/api';
import { fieldsOf, isFields, type Resource } from '../client/index.ts';
import { type Condition, isPlaced, type Meta, type PodSpec } from './kinds.ts';

/** A Service of Knative, as far as it is played. */
export interface KnativeService extends KubeObject {
  readonly metadata: Meta;
  readonly spec: { readonly template: { readonly spec: LooseSpec }; readonly traffic?: readonly TrafficTarget[] };
  readonly status?: object;
}

/** Knative names a container that has no name. */
type LooseSpec = Omit<PodSpec, 'containers'> & {
  readonly containers: readonly (Omit<PodSpec['containers'][number], 'name'> & { readonly name?: string })[];
};

export interface TrafficTarget {
  readonly latestRevision?: boolean;
  readonly revisionName?: string;
  readonly percent?: number;
  readonly tag?: string;
}

/** What was made of one template. */
export interface Revision extends KubeObject {
  readonly metadata: Meta;
  readonly spec: LooseSpec;
  readonly status?: { readonly conditions?: readonly Condition[] };
}

const API = 'serving.knative.dev/v1';
const hasContainers = (spec: unknown): boolean => Array.isArray(fieldsOf(spec).containers);

export const KNATIVE_SERVICES: Resource<KnativeService> = {
  apiVersion: API,
  kind: 'Service',
  plural: 'services',
  accepts: (object): object is KnativeService =>
    isPlaced(object) && isFields(object.spec) && hasContainers(fieldsOf(object.spec['template']).spec),
};

export const REVISIONS: Resource<Revision> = {
  apiVersion: API,
  kind: 'Revision',
  plural: 'revisions',
  accepts: (object): object is Revision => isPlaced(object) && hasContainers(object.spec),
};

/** What is called a kind here: Knative has Services too. */
export const kindOf = ({ apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): string =>
  apiVersion === API ? `Knative${kind}` : kind;
