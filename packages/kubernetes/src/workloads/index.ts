import { type Canary, isKnative, type Workloads } from '@flagger/api';
import { Apart } from './apart.ts';
import { DAEMON_SETS } from './daemon-set-kind.ts';
import { DEPLOYMENTS } from './deployment-kind.ts';
import { invalidKindWorkloads } from './invalid-kind.ts';
import { ServiceWorkloads } from './service-workloads.ts';
import { PodWorkloads } from './pod-workloads.ts';
import { PassedOn } from './passed-on.ts';
import type { WorkloadDeps } from './settings.ts';

export { Claims } from './claims.ts';
export { WORKLOAD_DEFAULTS, type WorkloadDeps, type WorkloadOptions } from './settings.ts';

/** The kinds of targets, by `spec.targetRef.kind`. */
const KINDS: Readonly<Record<Canary['spec']['targetRef']['kind'], (deps: WorkloadDeps) => Workloads>> = {
  DaemonSet: (deps) => new Apart(new PodWorkloads(DAEMON_SETS, deps), deps),
  Deployment: (deps) => new Apart(new PodWorkloads(DEPLOYMENTS, deps), deps),
  Service: (deps) => new ServiceWorkloads(deps),
};

const KNATIVE = invalidKindWorkloads();

/** What a target's kind needs, made when the first call is for it. */
class ByKind extends PassedOn {
  private made: { readonly kind: string; readonly workloads: Workloads } | undefined;

  private readonly deps: WorkloadDeps;

  constructor(given: WorkloadDeps) {
    super();
    this.deps = { ...given, primaries: new Set() };
  }

  protected of({ spec: { targetRef } }: Canary): Workloads {
    const create = isKnative(targetRef) ? undefined : KINDS[targetRef.kind];
    if (!create) {
      return KNATIVE;
    }
    if (this.made?.kind !== targetRef.kind) {
      this.made = { kind: targetRef.kind, workloads: create(this.deps) };
    }
    return this.made.workloads;
  }
}

/**
 * The workload side of one canary, whatever kind its target is; `objects` and `configs` are that canary's view of the
 * cluster.
 */
export const createWorkloads = (deps: WorkloadDeps): Workloads => new ByKind(deps);
