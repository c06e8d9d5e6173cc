import type { Objects, ResourceCalls } from '@flagger/api';
import type { Configs } from '../configs.ts';
import type { Claims } from './claims.ts';

/** What the command line says of workloads. */
export interface WorkloadOptions {
  /**
   * `-selector-labels`: by which label of a target's selector its pods are told from the primary's; the first that it
   * has is taken.
   */
  readonly selectorLabels: readonly string[];
  /**
   * `-include-label-prefix`: which labels and annotations of a target and its configs go over to their copies; `*`
   * stands for all.
   */
  readonly includeLabelPrefix: readonly string[];
  /** `-enable-config-tracking`. */
  readonly trackConfigs: boolean;
}

/** Flagger's defaults. */
export const WORKLOAD_DEFAULTS: WorkloadOptions = {
  selectorLabels: ['app', 'name', 'app.kubernetes.io/name'],
  includeLabelPrefix: [],
  trackConfigs: true,
};

/** What every kind of workload is built on. */
export interface WorkloadDeps {
  readonly objects: Objects;
  readonly configs: Configs;
  readonly options: WorkloadOptions;
  /** Whose pods are whose, of all canaries; absent where there is only one. */
  readonly claims?: Claims;
  /** What primaries of this canary were called that this process has seen; whoever finds one adds it. */
  readonly primaries?: Set<string>;
  /** Past all caches, for what is looked at in a promotion only; absent where nothing is. */
  readonly calls?: ResourceCalls;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
