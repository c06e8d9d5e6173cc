import type { Canary, Seen, Workloads } from '@flagger/api';
import { type Claim, meet } from './claims.ts';
import { findTarget, type Found } from './find-target.ts';
import { DEPLOYMENT } from './names.ts';
import { PassedOn } from './passed-on.ts';
import type { ObjectKind } from './pod-workload.ts';
import { type Unfit, sharedPods } from './problem.ts';
import type { WorkloadDeps } from './settings.ts';

/** The same workloads; a target whose pods other canaries' services select, or the other way round, is unusable. */
export class Apart extends PassedOn {
  constructor(
    private readonly workloads: Workloads,
    private readonly deps: WorkloadDeps,
  ) {
    super();
  }

  override async see(canary: Canary): Promise<Seen> {
    const seen = await this.workloads.see(canary);
    const problem = seen.target.state === 'found' ? await shared(canary, this.deps) : undefined;
    return problem ? { ...seen, target: problem } : seen;
  }

  protected of(): Workloads {
    return this.workloads;
  }
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
