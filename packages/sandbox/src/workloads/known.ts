import type { Clock, KubeObject, Log } from '@flagger/api';
import { type Client, follow, type Kept, type Resource, statusOf } from '../client/index.ts';
import { ENDPOINT_SLICES, ENDPOINTS, type Endpoints, type EndpointSlice } from './endpoint-kinds.ts';
import {
  DAEMON_SETS,
  type DaemonSet,
  type Deployment,
  DEPLOYMENTS,
  type Pod,
  PODS,
  REPLICA_SETS,
  type ReplicaSet,
  type Service,
  SERVICES,
} from './kinds.ts';
import { kindOf, KNATIVE_SERVICES, type KnativeService, type Revision, REVISIONS } from './knative-kinds.ts';
import { SCALED_OBJECTS, type ScaledObject } from './scaled-object.ts';
import type { Write } from './write.ts';

/** All objects that the controllers work with, as the watches and the answers of our own writes tell. */
export interface Known {
  readonly daemonSets: Kept<DaemonSet>;
  readonly deployments: Kept<Deployment>;
  readonly replicaSets: Kept<ReplicaSet>;
  readonly knativeServices: Kept<KnativeService>;
  readonly revisions: Kept<Revision>;
  readonly scaledObjects: Kept<ScaledObject>;
  readonly pods: Kept<Pod>;
  readonly services: Kept<Service>;
  readonly endpoints: Kept<Endpoints>;
  readonly slices: Kept<EndpointSlice>;
  /** Settles when all of them are known. */
  readonly ready: Promise<unknown>;
  /** Does a write and knows its result at once. What is done already is done; a refusal is thrown. */
  perform(write: Write): Promise<void>;
}

export interface KnownOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Hears of each object that came, changed or went; a kind of Knative is called so. */
  readonly changed: (kind: string, object: KubeObject) => void;
}

export function know(options: KnownOptions): Known {
  const stores = new Map<string, (object: KubeObject, isGone: boolean) => void>();
  const ready: Promise<void>[] = [];
  const keep = <T extends KubeObject>(resource: Resource<T>): Kept<T> => {
    const changed = (before: T | undefined, after: T | undefined): void => {
      const object = after ?? before;
      if (object !== undefined) {
        options.changed(kindOf(resource), object);
      }
    };
    const followed = follow({ ...options, resource, changed });
    ready.push(followed.ready);
    stores.set(kindOf(resource), (object, isGone) => {
      if (isGone) {
        followed.kept.forget(object);
      } else if (resource.accepts(object)) {
        followed.kept.learn(object);
      }
    });
    return followed.kept;
  };
  return {
    daemonSets: keep(DAEMON_SETS),
    deployments: keep(DEPLOYMENTS),
    replicaSets: keep(REPLICA_SETS),
    knativeServices: keep(KNATIVE_SERVICES),
    revisions: keep(REVISIONS),
    scaledObjects: keep(SCALED_OBJECTS),
    pods: keep(PODS),
    services: keep(SERVICES),
    endpoints: keep(ENDPOINTS),
    slices: keep(ENDPOINT_SLICES),
    ready: Promise.all(ready),
    perform: async (write) => {
      const after = await written(options.client, write);
      stores.get(kindOf(write.resource))?.(after ?? write.object, after === undefined);
    },
  };
}

/** The object as it is after the write; undefined where it is gone. */
async function written(client: Client, write: Write): Promise<KubeObject | undefined> {
  const { resource, object } = write;
  const { namespace, name, uid } = object.metadata;
  switch (write.do) {
    case 'create':
      return client.create(resource, object).catch(async (error: unknown) => {
        const existing = statusOf(error) === 409 ? await client.get(resource, { namespace, name }) : undefined;
        if (existing === undefined) {
          throw error;
        }
        return existing;
      });
    case 'patch':
      return client.patch(resource, { namespace, name, subresource: write.subresource }, write.changes);
    case 'remove':
      return client.remove(resource, { namespace, name }, { uid, graceSeconds: write.graceSeconds });
  }
}
