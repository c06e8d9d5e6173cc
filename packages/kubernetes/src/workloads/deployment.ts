import type { KubeObject } from '@flagger/api';
import type { PodTemplate } from './pod-template.ts';

/** A Deployment: the fields that we touch; the rest travels along. */
export interface Deployment extends KubeObject {
  readonly spec: DeploymentSpec;
  readonly status?: DeploymentStatus;
}

export interface DeploymentSpec {
  readonly replicas?: number;
  readonly selector: { readonly matchLabels?: Readonly<Record<string, string>> };
  readonly template: PodTemplate;
  readonly progressDeadlineSeconds?: number | undefined;
  readonly minReadySeconds?: number | undefined;
  readonly revisionHistoryLimit?: number | undefined;
  readonly strategy?: unknown;
}

export interface DeploymentStatus {
  readonly observedGeneration?: number;
  readonly replicas?: number;
  readonly updatedReplicas?: number;
  readonly availableReplicas?: number;
  readonly conditions?: readonly DeploymentCondition[];
}

export interface DeploymentCondition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  /** RFC 3339, whole seconds. */
  readonly lastUpdateTime?: string;
}

/** What `spec.replicas` asks for; Kubernetes takes 1 where it is left out. */
export const replicasOf = ({ spec }: Deployment): number => spec.replicas ?? 1;
