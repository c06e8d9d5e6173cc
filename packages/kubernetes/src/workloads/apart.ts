import type { Canary, Workloads } from '@flagger/api';
import { type Claim, meet } from './claims.ts';
import { findTarget, type Found } from './find-target.ts';
import { DEPLOYMENT } from './names.ts';
import type { ObjectKind } from './pod-workload.ts';
import { type Unfit, sharedPods } from './problem.ts';
import type { WorkloadDeps } from './settings.ts';

/** The same workloads; a target whose pods other canaries' services select, or the other way round, is unusable. */
export function apart(workloads: Workloads, deps: WorkloadDeps): Workloads {
  return {
    see: async (canary) => {
      const seen = await workloads.see(canary);
      const problem = seen.target.state === 'found' ? await shared(canary, deps) : undefined;
      return problem ? { ...seen, target: problem } : seen;
    },
    generated: (canary) => workloads.generated(canary),
    backends: (canary) => workloads.backends(canary),
    ensureServices: (canary) => workloads.ensureServices(canary),
    ensurePrimary: (canary, flaggerId) => workloads.ensurePrimary(canary, flaggerId),
    ensureConfigs: async (canary, configs) => workloads.ensureConfigs?.(canary, configs) ?? [],
    ensureApex: (canary) => workloads.ensureApex(canary),
    ensureScaler: (canary, update) => workloads.ensureScaler(canary, update),
    promote: (canary, revision, flaggerId) => workloads.promote(canary, revision, flaggerId),
    sleepTarget: (canary) => workloads.sleepTarget(canary),
    wakeTarget: (canary, asPrimary) => workloads.wakeTarget(canary, asPrimary),
    releaseServices: (canary) => workloads.releaseServices(canary),
  };
}

/** What was claimed earlier is looked up again, which also wakes this canary when the other one's objects change. */
async function shared(canary: Canary, deps: WorkloadDeps): Promise<Unfit | undefined> {
  const found = await findTarget(deps, canary, kindOf(canary));
  if (!deps.claims || found.problem) {
    return undefined;
  }
  const { namespace, name } = canary.metadata;
  const claim = claimOf(canary, found.value, deps.options.selectorLabels);
  for (const { kind, target } of deps.claims.claim(`${namespace}/${name}`, claim)) {
    const targetRef = { ...canary.spec.targetRef, kind, name: target };
    const other = { ...canary, spec: { ...canary.spec, targetRef } };
    const theirs = await findTarget(deps, other, kindOf(other));
    if (!theirs.problem && meet(claim, claimOf(other, theirs.value, deps.options.selectorLabels))) {
      return sharedPods(found.value, theirs.value);
    }
  }
  return undefined;
}

/** All kinds that make pods are in one group. */
const kindOf = ({ spec }: Canary): ObjectKind => ({ ...DEPLOYMENT, kind: spec.targetRef.kind });

function claimOf(canary: Canary, { target, primary, selector }: Found, labels: readonly string[]): Claim {
  const { label, value, primaryValue } = selector;
  const selects = [`${label}=${value}`, `${label}=${primaryValue}`];
  const pods = Object.entries(target.spec.template.metadata?.labels ?? {});
  const others = pods.filter(([key]) => key !== label && labels.includes(key)).map(([key, of]) => `${key}=${of}`);
  return {
    kind: canary.spec.targetRef.kind,
    target: target.metadata.name,
    selects,
    carries: [...selects, ...others],
    hasPrimary: primary !== undefined,
    createdAt: canary.metadata.creationTimestamp ?? '',
  };
}
