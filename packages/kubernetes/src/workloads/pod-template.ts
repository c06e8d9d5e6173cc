import type { Pairs } from './metadata.ts';

/** The pods that a workload makes: the fields that we touch; the rest travels along. */
export interface PodTemplate {
  readonly metadata?: { readonly labels?: Pairs; readonly annotations?: Pairs };
  readonly spec: PodSpec;
}

export interface PodSpec {
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly nodeSelector?: Pairs;
  readonly affinity?: Affinity;
  readonly topologySpreadConstraints?: readonly WithSelector[];
}

export interface Container {
  readonly name: string;
  readonly ports?: readonly { readonly name?: string; readonly containerPort: number }[];
  readonly env?: readonly { readonly valueFrom?: EnvSource }[];
  readonly envFrom?: readonly EnvFrom[];
}

export interface EnvSource {
  readonly configMapKeyRef?: Named;
  readonly secretKeyRef?: Named;
}

export interface EnvFrom {
  readonly configMapRef?: Named;
  readonly secretRef?: Named;
}

export interface Volume {
  readonly configMap?: Named;
  readonly secret?: { readonly secretName?: string; readonly optional?: boolean };
  readonly projected?: { readonly sources?: readonly { readonly configMap?: Named; readonly secret?: Named }[] };
}

/** A reference by name to a ConfigMap or Secret. */
export interface Named {
  readonly name?: string;
  readonly optional?: boolean;
}

export interface Affinity {
  readonly podAntiAffinity?: {
    readonly preferredDuringSchedulingIgnoredDuringExecution?: readonly { readonly podAffinityTerm?: WithSelector }[];
    readonly requiredDuringSchedulingIgnoredDuringExecution?: readonly WithSelector[];
  };
}

export interface WithSelector {
  readonly labelSelector?: LabelSelector;
}

export interface LabelSelector {
  readonly matchLabels?: Pairs;
  readonly matchExpressions?: readonly { readonly key: string; readonly values?: readonly string[] }[];
}
