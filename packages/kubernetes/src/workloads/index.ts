import { type Canary, isKnative, type Workloads } from '@flagger/api';
import { apart } from './apart.ts';
import { DAEMON_SETS } from './daemon-set-kind.ts';
import { DEPLOYMENTS } from './deployment-kind.ts';
import { invalidKindWorkloads } from './invalid-kind.ts';
import { ServiceWorkloads } from './service-workloads.ts';
import { PodWorkloads } from './pod-workloads.ts';
import type { WorkloadDeps } from './settings.ts';

export { Claims } from './claims.ts';
export { WORKLOAD_DEFAULTS, type WorkloadDeps, type WorkloadOptions } from './settings.ts';

/** The kinds of targets, by `spec.targetRef.kind`. */
const KINDS: Readonly<Record<Canary['spec']['targetRef']['kind'], (deps: WorkloadDeps) => Workloads>> = {
  DaemonSet: (deps) => apart(new PodWorkloads(DAEMON_SETS, deps), deps),
  Deployment: (deps) => apart(new PodWorkloads(DEPLOYMENTS, deps), deps),
  Service: (deps) => new ServiceWorkloads(deps),
};

const KNATIVE = invalidKindWorkloads();

/**
 * The workload side of one canary, whatever kind its target is; `objects` and `configs` are that canary's view of the
 * cluster.
 */
export function createWorkloads(given: WorkloadDeps): Workloads {
  const deps = { ...given, primaries: new Set<string>() };
  const known = new Map(Object.entries(KINDS).map(([kind, create]) => [kind, create(deps)]));
  const of = ({ spec: { targetRef } }: Canary): Workloads =>
    (isKnative(targetRef) ? undefined : known.get(targetRef.kind)) ?? KNATIVE;
  return {
    see: (canary) => of(canary).see(canary),
    generated: (canary) => of(canary).generated(canary),
    backends: (canary) => of(canary).backends(canary),
    ensureServices: (canary) => of(canary).ensureServices(canary),
    ensurePrimary: (canary, flaggerId) => of(canary).ensurePrimary(canary, flaggerId),
    ensureConfigs: async (canary, configs) => of(canary).ensureConfigs?.(canary, configs) ?? [],
    ensureApex: (canary) => of(canary).ensureApex(canary),
    ensureScaler: (canary, update) => of(canary).ensureScaler(canary, update),
    promote: (canary, revision, flaggerId) => of(canary).promote(canary, revision, flaggerId),
    sleepTarget: (canary) => of(canary).sleepTarget(canary),
    wakeTarget: (canary, asPrimary) => of(canary).wakeTarget(canary, asPrimary),
    releaseServices: (canary) => of(canary).releaseServices(canary),
  };
}
