import type { KubeObject } from '@flagger/api';
import { fieldsOf, type Resource } from '../client/index.ts';
import { type Condition, type Deployment, DEPLOYMENTS, SERVICES } from './kinds.ts';
import {
  KNATIVE_SERVICES,
  type KnativeService,
  type Revision,
  REVISIONS,
  type TrafficTarget,
} from './knative-kinds.ts';
import { controllerReference } from './owner.ts';
import { isSame, NOTHING, type Plan, statusWrite, type Write } from './write.ts';

/** A Service of Knative with what it controls: its revisions, and what their pods are kept by. */
export interface KnativeSeen {
  readonly service: KnativeService;
  readonly revisions: readonly Revision[];
  readonly deployments: readonly Deployment[];
  /** Revisions that were ready and cannot run just now, by name; none where absent. */
  readonly failing?: ReadonlySet<string>;
  /** Ms since the epoch. */
  readonly now: number;
}

const PODS = 2;
const LABEL = 'serving.knative.dev/revision';

/**
 * What Knative does next: a revision for each new template, which keeps its pods whoever calls it, and the status.
 * Nothing is scaled to zero, and no revision is taken away.
 */
export function knativePlan(seen: KnativeSeen): Plan {
  const { service } = seen;
  if (service.metadata.deletionTimestamp !== undefined) {
    return NOTHING;
  }
  const revisions = [...seen.revisions].sort((one, other) => one.metadata.name.localeCompare(other.metadata.name));
  const last = revisions.at(-1);
  const { spec } = service.spec.template;
  if (!last || !isSame(last.spec, spec)) {
    return { writes: made(service, `${service.metadata.name}-${String(revisions.length + 1).padStart(5, '0')}`) };
  }
  return {
    writes: [
      ...revisions.flatMap((revision) => revisionWrites(revision, seen)),
      ...serviceWrites(service, revisions, seen),
    ],
  };
}

/** The revision, its Deployment, and the Service of Kubernetes by which its pods are found. */
function made(service: KnativeService, name: string): readonly Write[] {
  const { spec } = service.spec.template;
  const labels = { app: service.metadata.name, [LABEL]: name };
  const containers = spec.containers.map((container) => ({ name: 'user-container', ...container }));
  const [port = 8080] = spec.containers.flatMap(({ ports = [] }) => ports.map(({ containerPort }) => containerPort));
  const create = (resource: Resource, called: string, fields: object): Write => ({
    do: 'create',
    resource,
    object: {
      apiVersion: resource.apiVersion,
      kind: resource.kind,
      metadata: {
        name: called,
        namespace: service.metadata.namespace,
        labels,
        ownerReferences: [controllerReference(service)],
      },
      spec: fields,
    } satisfies KubeObject,
  });
  const template = { metadata: { labels }, spec: { ...spec, containers } };
  return [
    create(DEPLOYMENTS, `${name}-deployment`, { replicas: PODS, selector: { matchLabels: labels }, template }),
    create(SERVICES, name, { selector: labels, ports: [{ name: 'http', port: 80, targetPort: port }] }),
    create(REVISIONS, name, spec),
  ];
}

const deploymentOf = ({ metadata: { name } }: Revision, { deployments }: KnativeSeen): Deployment | undefined =>
  deployments.find((deployment) => deployment.metadata.name === `${name}-deployment`);

const isFailing = ({ metadata }: Revision, { failing }: KnativeSeen): boolean => failing?.has(metadata.name) === true;

/** A revision that was ready once stays so, whatever becomes of its pods. */
function wasReady(revision: Revision, seen: KnativeSeen): boolean {
  const isKnown = readyOf(revision)?.status === 'True' || isFailing(revision, seen);
  return isKnown || (deploymentOf(revision, seen)?.status?.availableReplicas ?? 0) >= PODS;
}

const readyOf = ({ status }: Revision): Condition | undefined =>
  status?.conditions?.find(({ type }) => type === 'Ready');

function revisionWrites(revision: Revision, seen: KnativeSeen): readonly Write[] {
  const ready = { type: 'Ready', ...verdictOn(revision, seen) };
  const before = readyOf(revision);
  const lastTransitionTime =
    before?.status === ready.status ? before.lastTransitionTime : `${new Date(seen.now).toISOString().slice(0, 19)}Z`;
  return statusWrite(
    { resource: REVISIONS, object: revision },
    { conditions: [{ ...ready, ...(lastTransitionTime !== undefined && { lastTransitionTime }) }] },
  );
}

function verdictOn(revision: Revision, seen: KnativeSeen): Omit<Condition, 'type'> {
  if (isFailing(revision, seen)) {
    return { status: 'False', reason: 'ResourcesUnavailable', message: 'Its pods cannot run.' };
  }
  if (wasReady(revision, seen)) {
    return { status: 'True' };
  }
  const progress = deploymentOf(revision, seen)?.status?.conditions?.find(({ type }) => type === 'Progressing');
  return progress?.status === 'False'
    ? { status: 'False', reason: 'ProgressDeadlineExceeded', message: 'Initial scale was never achieved.' }
    : { status: 'Unknown', reason: 'Deploying' };
}

/** Until the newest revision is ready, who is to get the newest gets the one that was ready last. */
function serviceWrites(service: KnativeService, revisions: readonly Revision[], seen: KnativeSeen): readonly Write[] {
  const ready = revisions.filter((revision) => wasReady(revision, seen)).map(({ metadata }) => metadata.name);
  const latest = ready.at(-1);
  const { traffic = [{ latestRevision: true, percent: 100 }] } = service.spec;
  const named = traffic.flatMap(({ revisionName }) => revisionName ?? []);
  const missing = named.find((name) => revisions.every(({ metadata }) => metadata.name !== name));
  const isRouted = latest !== undefined && named.every((name) => ready.includes(name));
  const status = {
    observedGeneration: service.metadata.generation ?? 0,
    latestCreatedRevisionName: revisions.at(-1)?.metadata.name,
    ...(latest !== undefined && { latestReadyRevisionName: latest }),
    ...(isRouted ? { traffic: taken(traffic, latest) } : formerTraffic(service)),
    conditions: [
      missing === undefined
        ? { type: 'RoutesReady', status: isRouted ? 'True' : 'Unknown' }
        : {
            type: 'RoutesReady',
            status: 'False',
            reason: 'RevisionMissing',
            message: `Revision "${missing}" referenced in traffic not found.`,
          },
    ],
  };
  return statusWrite({ resource: KNATIVE_SERVICES, object: service }, status);
}

const taken = (traffic: readonly TrafficTarget[], latest: string): readonly TrafficTarget[] =>
  traffic.map((target) =>
    target.latestRevision === true ? { ...target, revisionName: latest } : { ...target, latestRevision: false },
  );

/** Who cannot route as it is said goes on as before. */
function formerTraffic({ status }: KnativeService): { readonly traffic?: unknown } {
  const { traffic } = fieldsOf(status);
  return traffic === undefined ? {} : { traffic };
}
