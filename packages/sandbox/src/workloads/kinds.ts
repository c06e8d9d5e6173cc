import type { KubeObject, ObjectMeta } from '@flagger/api';
import { fieldsOf, isFields, itemsOf, type Resource } from '../client/index.ts';

/** The metadata of an object that stands in a namespace and has been created. */
export type Meta = ObjectMeta & {
  readonly namespace: string;
  readonly uid: string;
  readonly deletionGracePeriodSeconds?: number;
};

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
  readonly lastUpdateTime?: string;
}

/** A pod template, of which only the labels are looked into. */
export interface PodTemplate {
  readonly metadata?: Pick<ObjectMeta, 'labels' | 'annotations'>;
  readonly spec: PodSpec;
}

export interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly Requirement[];
}

export interface Requirement {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Deployment extends KubeObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly minReadySeconds?: number;
    readonly progressDeadlineSeconds?: number;
    readonly revisionHistoryLimit?: number;
    readonly selector: Selector;
    readonly strategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
    readonly template: PodTemplate;
  };
  readonly status?: DeploymentStatus;
}

/** What the controller tells of a Deployment; counts of pods. */
export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
  readonly unavailableReplicas?: number;
  readonly collisionCount?: number;
  readonly conditions?: readonly Condition[];
}

export interface DaemonSet extends KubeObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly minReadySeconds?: number;
    readonly selector: Selector;
    readonly updateStrategy?: {
      readonly type?: string;
      readonly rollingUpdate?: { readonly maxSurge?: number | string; readonly maxUnavailable?: number | string };
    };
    readonly template: PodTemplate;
  };
  readonly status?: DaemonSetStatus;
}

/** Counts of nodes with such pods. */
export interface DaemonSetStatus {
  readonly observedGeneration?: number;
  readonly desiredNumberScheduled?: number;
  readonly currentNumberScheduled?: number;
  readonly numberMisscheduled?: number;
  readonly numberReady?: number;
  readonly updatedNumberScheduled?: number;
  readonly numberAvailable?: number;
  readonly numberUnavailable?: number;
}

export interface ReplicaSet extends KubeObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly replicas?: number;
    readonly minReadySeconds?: number;
    readonly selector: Selector;
    readonly template: PodTemplate;
  };
  readonly status?: ReplicaSetStatus;
}

export interface ReplicaSetStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly fullyLabeledReplicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}

export interface Container {
  readonly name: string;
  readonly image?: string;
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
}

export interface PodSpec {
  readonly containers: readonly Container[];
  /** Conditions that somebody else must set before the pod is ready. */
  readonly readinessGates?: readonly { readonly conditionType: string }[];
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly nodeName?: string;
  readonly terminationGracePeriodSeconds?: number;
}

export interface Pod extends KubeObject {
  readonly metadata: Meta;
  readonly spec: PodSpec;
  readonly status?: PodStatus;
}

export interface PodStatus {
  readonly phase?: string;
  readonly podIP?: string;
  readonly startTime?: string;
  readonly conditions?: readonly Condition[];
  readonly containerStatuses?: readonly {
    readonly ready?: boolean;
    readonly state?: { readonly waiting?: { readonly reason?: string } };
  }[];
}

export interface Service extends KubeObject {
  readonly metadata: Meta;
  readonly spec: {
    readonly type?: string;
    readonly selector?: Readonly<Record<string, string>>;
    readonly ports?: readonly ServicePort[];
  };
}

export interface ServicePort {
  readonly name?: string;
  readonly port: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
  readonly appProtocol?: string;
}

/** Whether an object stands in a namespace and has been created. */
export const isPlaced = ({ metadata }: KubeObject): boolean =>
  metadata.namespace !== undefined && metadata.uid !== undefined;
const hasContainers = (spec: unknown): boolean => {
  const containers = itemsOf(fieldsOf(spec).containers);
  return containers.length > 0 && containers.every((each) => typeof fieldsOf(each).name === 'string');
};
const hasTemplate = ({ spec }: KubeObject): boolean =>
  isFields(fieldsOf(spec).selector) && hasContainers(fieldsOf(fieldsOf(spec).template).spec);

export const DEPLOYMENTS: Resource<Deployment> = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  plural: 'deployments',
  accepts: (object): object is Deployment => isPlaced(object) && hasTemplate(object),
};
export const DAEMON_SETS: Resource<DaemonSet> = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  accepts: (object): object is DaemonSet => isPlaced(object) && hasTemplate(object),
};
export const REPLICA_SETS: Resource<ReplicaSet> = {
  apiVersion: 'apps/v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  accepts: (object): object is ReplicaSet => isPlaced(object) && hasTemplate(object),
};
export const PODS: Resource<Pod> = {
  apiVersion: 'v1',
  kind: 'Pod',
  plural: 'pods',
  accepts: (object): object is Pod => isPlaced(object) && hasContainers(object.spec),
};
export const SERVICES: Resource<Service> = {
  apiVersion: 'v1',
  kind: 'Service',
  plural: 'services',
  accepts: (object): object is Service => isPlaced(object) && isFields(object.spec),
};
