import type { PodWorkload } from './pod-workload.ts';

/** A Deployment: the fields that we touch; the rest travels along. */
export interface Deployment extends PodWorkload {
  readonly spec: DeploymentSpec;
  readonly status?: DeploymentStatus;
}

export type DeploymentSpec = PodWorkload['spec'] & {
  readonly replicas?: number;
  readonly progressDeadlineSeconds?: number | undefined;
  readonly strategy?: unknown;
};

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
