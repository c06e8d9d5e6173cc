import type { KubeObject } from '@flagger/api';
import { type DeploymentSeen, deploymentStatus, progressDeadline } from './deployment-status.ts';
import { type Deployment, DEPLOYMENTS, REPLICA_SETS, type ReplicaSet, type Selector } from './kinds.ts';
import { controllerReference } from './owner.ts';
import { freshReplicas, limitsOf, rollingStep, type Scale, type Sized } from './rolling-update.ts';
import { TEMPLATE_HASH, templateHash } from './template-hash.ts';
import { NOTHING, type Plan, statusWrite, type Write } from './write.ts';

const REVISION = 'deployment.kubernetes.io/revision';
const DESIRED = 'deployment.kubernetes.io/desired-replicas';
const MOST = 'deployment.kubernetes.io/max-replicas';
/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const OWN = new Set(['kubectl.kubernetes.io/last-applied-configuration', REVISION, DESIRED, MOST]);

/**
 * What a Deployment needs next: one step of its rollout and its status. `replicaSets` are those that it controls,
 * `now` is ms since the epoch.
 */
export function deploymentPlan(deployment: Deployment, replicaSets: readonly ReplicaSet[], now: number): Plan {
  if (deployment.metadata.deletionTimestamp !== undefined) {
    return NOTHING;
  }
  const seen = look(deployment, replicaSets, now);
  const status = deploymentStatus(seen);
  return {
    writes: [
      ...rollout(seen),
      ...revisionWrites(seen),
      ...statusWrite({ resource: DEPLOYMENTS, object: deployment }, status),
    ],
    at: progressDeadline(seen, status),
  };
}

function look(deployment: Deployment, replicaSets: readonly ReplicaSet[], now: number): DeploymentSeen {
  const name = `${deployment.metadata.name}-${templateHash(deployment.spec.template)}`;
  const fresh = replicaSets.find(({ metadata }) => metadata.name === name);
  const old = replicaSets.filter((each) => each !== fresh).sort(byAge);
  return {
    deployment,
    fresh,
    old,
    now,
    limits: limitsOf(deployment.spec.replicas ?? 1, deployment.spec.strategy?.rollingUpdate ?? {}),
  };
}

const byAge = (one: ReplicaSet, other: ReplicaSet): number =>
  (one.metadata.creationTimestamp ?? '').localeCompare(other.metadata.creationTimestamp ?? '')
  || one.metadata.name.localeCompare(other.metadata.name);

function rollout(seen: DeploymentSeen): readonly Write[] {
  const { deployment, fresh, old } = seen;
  if (deployment.spec.paused === true) {
    return scaleWrites(pausedScale(seen), seen);
  }
  if (fresh !== undefined) {
    return [
      ...scaleWrites(
        isRecreate(deployment) ? recreation(seen, fresh) : rollingStep(seen.limits, sized(fresh), old.map(sized)),
        seen,
      ),
      ...tidied(seen),
    ];
  }
  if (isRecreate(deployment) && hasPods(old)) {
    return scaleWrites(toNothing(old), seen);
  }
  return [{ do: 'create', resource: REPLICA_SETS, object: replicaSet(seen) }];
}

const sized = ({ metadata, spec, status }: ReplicaSet): Sized => ({
  name: metadata.name,
  wanted: spec.replicas ?? 1,
  available: status?.availableReplicas ?? 0,
});
const isRecreate = ({ spec }: Deployment): boolean => spec.strategy?.type === 'Recreate';
const hasPods = (old: readonly ReplicaSet[]): boolean =>
  old.some(({ spec, status }) => (spec.replicas ?? 1) > 0 || (status?.replicas ?? 0) > 0);
const toNothing = (old: readonly ReplicaSet[]): readonly Scale[] =>
  old.filter(({ spec }) => spec.replicas !== 0).map(({ metadata }) => ({ name: metadata.name, replicas: 0 }));

function recreation({ old, limits }: DeploymentSeen, fresh: ReplicaSet): readonly Scale[] {
  if (hasPods(old)) {
    return toNothing(old);
  }
  return fresh.spec.replicas === limits.replicas ? [] : [{ name: fresh.metadata.name, replicas: limits.replicas }];
}

/** While a Deployment is paused, scaling it scales what serves, as long as that is one ReplicaSet. */
function pausedScale({ fresh, old, limits }: DeploymentSeen): readonly Scale[] {
  const all = fresh === undefined ? old : [...old, fresh];
  const active = all.filter(({ spec }) => spec.replicas !== 0);
  const only = active.length === 0 ? all.at(-1) : active[0];
  if (active.length > 1 || only === undefined || only.spec.replicas === limits.replicas) {
    return [];
  }
  return [{ name: only.metadata.name, replicas: limits.replicas }];
}

function scaleWrites(scales: readonly Scale[], { fresh, old, limits }: DeploymentSeen): readonly Write[] {
  const annotations = { [DESIRED]: String(limits.replicas), [MOST]: String(limits.replicas + limits.surge) };
  return scales.flatMap(({ name, replicas }): readonly Write[] => {
    const object = [fresh, ...old].find((each) => each?.metadata.name === name);
    return object === undefined
      ? []
      : [{ do: 'patch', resource: REPLICA_SETS, object, changes: { metadata: { annotations }, spec: { replicas } } }];
  });
}

/** Old ReplicaSets beyond the history that is to be kept go, once the rollout is over. */
function tidied({ deployment, old }: DeploymentSeen): readonly Write[] {
  if (hasPods(old)) {
    return [];
  }
  const kept = deployment.spec.revisionHistoryLimit ?? 10;
  const superfluous = [...old]
    .sort((one, other) => revisionOf(one) - revisionOf(other))
    .slice(0, Math.max(0, old.length - kept));
  return superfluous.map((object) => ({ do: 'remove', resource: REPLICA_SETS, object }));
}

/** The ReplicaSet for the template as it is now. */
function replicaSet(seen: DeploymentSeen): KubeObject {
  const { deployment, old, limits } = seen;
  const { metadata, spec } = deployment;
  const hash = templateHash(spec.template);
  const labels = { ...spec.template.metadata?.labels, [TEMPLATE_HASH]: hash };
  const selector: Selector = { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [TEMPLATE_HASH]: hash } };
  const others = old.reduce((sum, each) => sum + (each.spec.replicas ?? 1), 0);
  return {
    apiVersion: REPLICA_SETS.apiVersion,
    kind: REPLICA_SETS.kind,
    metadata: {
      name: `${metadata.name}-${hash}`,
      namespace: metadata.namespace,
      labels,
      annotations: {
        ...inherited(deployment),
        [REVISION]: String(nextRevision(old)),
        [DESIRED]: String(limits.replicas),
        [MOST]: String(limits.replicas + limits.surge),
      },
      ownerReferences: [controllerReference(deployment)],
    },
    spec: {
      replicas: isRecreate(deployment) ? limits.replicas : freshReplicas(limits, 0, others),
      ...(spec.minReadySeconds !== undefined && { minReadySeconds: spec.minReadySeconds }),
      selector,
      template: { ...spec.template, metadata: { ...spec.template.metadata, labels } },
    },
  };
}

function inherited({ metadata }: Deployment): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([name]) => !OWN.has(name)));
}

const revisionOf = ({ metadata }: Pick<KubeObject, 'metadata'>): number =>
  Number(metadata.annotations?.[REVISION] ?? 0);
const nextRevision = (old: readonly ReplicaSet[]): number => Math.max(0, ...old.map(revisionOf)) + 1;

/** A template that comes back becomes the newest revision; the Deployment bears the revision of its ReplicaSet. */
function revisionWrites({ deployment, fresh, old }: DeploymentSeen): readonly Write[] {
  if (fresh === undefined || deployment.spec.paused === true) {
    return [];
  }
  const revision = Math.max(revisionOf(fresh), nextRevision(old));
  const changes = { metadata: { annotations: { [REVISION]: String(revision) } } };
  return [
    ...(revisionOf(fresh) === revision
      ? []
      : [{ do: 'patch' as const, resource: REPLICA_SETS, object: fresh, changes }]),
    ...(revisionOf(deployment) === revision
      ? []
      : [{ do: 'patch' as const, resource: DEPLOYMENTS, object: deployment, changes }]),
  ];
}
