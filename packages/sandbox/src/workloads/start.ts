import type { Clock, KubeObject, Log } from '@flagger/api';
import { type Client, keyOf, systemClock } from '../client/index.ts';
import { controller, type Controller } from './controller.ts';
import { daemonSetPlan } from './daemon-set.ts';
import { deploymentPlan } from './deployment.ts';
import { sliceName } from './endpoint-slice.ts';
import { endpointsPlan, endpointsRemoval } from './endpoints.ts';
import { kindOf, type KnativeService } from './knative-kinds.ts';
import { knativePlan, type KnativeSeen } from './knative-service.ts';
import { know, type Known } from './known.ts';
import { NodeMemory } from './node-memory.ts';
import { controlledBy, controllerOf } from './owner.ts';
import { podPlan } from './pod.ts';
import { replicaSetPlan } from './replica-set.ts';
import { scaledKey, scaledObjectPlan } from './scaled-object.ts';
import { NOTHING, type Plan } from './write.ts';

export interface WorkloadsOptions {
  readonly client: Client;
  readonly log: Log;
  readonly clock?: Clock;
  /** Numbers from 0 to 1, for the names of pods. */
  readonly random?: () => number;
  /** How long a pod takes to become ready, in ms. */
  readonly startMs?: number;
  /** How long a pod that is deleted takes to end, in ms. */
  readonly stopMs?: number;
}

export interface Workloads {
  /** Ends all watches and controllers; settles when the last write has been answered. */
  stop(): Promise<void>;
}

const DEFAULTS = { clock: systemClock, random: Math.random, startMs: 1000, stopMs: 1000 };

/**
 * Runs Deployments, ReplicaSets, DaemonSets, ScaledObjects, Services of Knative, pods, and the Endpoints and EndpointSlices of Services, as
 * the controllers and nodes of a cluster do. Settles when all objects are known.
 */
export async function startWorkloads(options: WorkloadsOptions): Promise<Workloads> {
  const settings = { ...DEFAULTS, ...options };
  const end = new AbortController();
  const known = know({
    ...settings,
    signal: end.signal,
    changed: (kind, object) => wake({ controllers, known }, kind, object),
  });
  const plans = plansOf(known, settings);
  const start = (name: keyof Plans): Controller =>
    controller({ ...settings, name, plan: plans[name], perform: (write) => known.perform(write) });
  const controllers = {
    DaemonSet: start('DaemonSet'),
    Deployment: start('Deployment'),
    ReplicaSet: start('ReplicaSet'),
    KnativeService: start('KnativeService'),
    ScaledObject: start('ScaledObject'),
    Pod: start('Pod'),
    Service: start('Service'),
  };
  await known.ready;
  return {
    stop: async () => {
      end.abort();
      await Promise.all(Object.values(controllers).map((each) => each.stop()));
    },
  };
}

type Plans = Readonly<
  Record<
    'DaemonSet' | 'Deployment' | 'ReplicaSet' | 'KnativeService' | 'ScaledObject' | 'Pod' | 'Service',
    (key: string) => Plan
  >
>;
type Settings = Required<WorkloadsOptions>;

function plansOf(known: Known, { clock, random, startMs, stopMs }: Settings): Plans {
  const memory = new NodeMemory();
  const planned = <T>(object: T | undefined, plan: (object: T) => Plan): Plan =>
    object === undefined ? NOTHING : plan(object);
  return {
    Deployment: (key) =>
      planned(known.deployments.get(key), (deployment) =>
        deploymentPlan(deployment, controlledBy(deployment, known.replicaSets.all()), clock.now()),
      ),
    DaemonSet: (key) =>
      planned(known.daemonSets.get(key), (daemonSet) =>
        daemonSetPlan({ daemonSet, pods: controlledBy(daemonSet, known.pods.all()), now: clock.now(), random }),
      ),
    ReplicaSet: (key) =>
      planned(known.replicaSets.get(key), (replicaSet) =>
        replicaSetPlan({ replicaSet, pods: controlledBy(replicaSet, known.pods.all()), now: clock.now(), random }),
      ),
    KnativeService: (key) =>
      planned(known.knativeServices.get(key), (service) => knativePlan(seenOf(service, known, clock.now()))),
    ScaledObject: (key) =>
      planned(known.scaledObjects.get(key), (scaledObject) =>
        scaledObjectPlan(scaledObject, known.deployments.get(scaledKey(scaledObject))),
      ),
    Pod: (key) => {
      if (known.pods.get(key) === undefined) {
        memory.forget(key);
      }
      return planned(known.pods.get(key), (pod) =>
        podPlan({ pod, now: clock.now(), startMs, stopMs, ...memory.of(pod, clock.now()) }),
      );
    },
    Service: (key) => servicePlan(known, key),
  };
}

/** A Service of Knative with what it controls. */
const seenOf = (service: KnativeService, known: Known, now: number): KnativeSeen => ({
  service,
  revisions: controlledBy(service, known.revisions.all()),
  deployments: controlledBy(service, known.deployments.all()),
  now,
});

function servicePlan(known: Known, key: string): Plan {
  const endpoints = known.endpoints.get(key);
  const service = known.services.get(key);
  if (service === undefined) {
    return endpoints === undefined ? NOTHING : endpointsRemoval(endpoints);
  }
  const { namespace } = service.metadata;
  const slice = known.slices.get(keyOf({ metadata: { name: sliceName(service), namespace } }));
  return endpointsPlan(service, known.pods.all(), { endpoints, slice });
}

/** Whom a change concerns: the object itself, who controls it, who scales it, and for a pod the Services before it. */
function wake(
  { controllers, known }: { readonly controllers: Readonly<Record<keyof Plans, Controller>>; readonly known: Known },
  kind: string,
  object: KubeObject,
): void {
  const { namespace } = object.metadata;
  const toWake = new Map<string, Controller>(Object.entries(controllers));
  toWake.get(kind)?.due(keyOf(object));
  const owner = controllerOf(object);
  if (owner !== undefined) {
    toWake
      .get(kindOf(owner))
      ?.due(keyOf({ metadata: { name: owner.name, ...(namespace !== undefined && { namespace }) } }));
  }
  for (const scaledObject of kind === 'Deployment' ? known.scaledObjects.all() : []) {
    if (scaledKey(scaledObject) === keyOf(object)) {
      controllers.ScaledObject.due(keyOf(scaledObject));
    }
  }
  if (kind !== 'Pod') {
    return;
  }
  for (const service of known.services.all()) {
    if (service.metadata.namespace === namespace) {
      controllers.Service.due(keyOf(service));
    }
  }
}
