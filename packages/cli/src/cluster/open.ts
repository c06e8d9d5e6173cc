import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isJsonObject, type KubeObject } from '@flagger/api';
import {
  apiErrorIn,
  type Connection,
  connect,
  createTransport,
  type Resource,
  type Transport,
} from '@flagger/kubernetes';
import { EXIT, Ended } from '../exit.ts';
import type { Io } from '../io.ts';
import type { Cluster, Listed, Place } from './cluster.ts';
import { followed } from './follow.ts';
import { resourceOf } from './kinds.ts';

export interface Whereabouts {
  readonly kubeconfig: string | undefined;
  readonly context: string | undefined;
}

const DEADLINE_MS = 8_000;
const MERGE_PATCH = 'application/merge-patch+json';
/** Whose changes these are, in `metadata.managedFields`. */
const FIELD_MANAGER = { fieldManager: 'kubectl-flagger' };

/** The cluster of the kubeconfig, as kubectl finds it: `--kubeconfig`, `KUBECONFIG`, `~/.kube/config`, the pod's own. */
export function openCluster({ kubeconfig, context }: Whereabouts, io: Io): Cluster {
  try {
    const connection = connect({ kubeconfig: kubeconfig ?? found(io), context, environment: io.environment });
    return new OpenCluster(connection);
  } catch (error) {
    throw new Ended(EXIT.unreachable, error instanceof Error ? error.message : String(error));
  }
}

function found({ environment, home }: Io): string | undefined {
  const named = (environment['KUBECONFIG'] ?? '').split(delimiter).filter((path) => path !== '');
  const path = named.find((each) => existsSync(each)) ?? named[0] ?? join(home, '.kube', 'config');
  return named.length > 0 || existsSync(path) ? path : undefined;
}

class OpenCluster implements Cluster {
  private readonly transport: Transport;

  constructor(private readonly connection: Connection) {
    this.transport = createTransport({ connection, timings: { deadlineMs: DEADLINE_MS } });
  }

  get namespace(): string {
    return this.connection.namespace ?? 'default';
  }

  get(kind: string, place: Place): Promise<KubeObject | undefined> {
    return orUndefined(async () => {
      const resource = known(kind);
      return objectOf(await this.transport.request({ verb: 'get', resource, place }), resource);
    });
  }

  async list(kind: string, { namespace, labels, fields }: Listed): Promise<readonly KubeObject[]> {
    const resource = known(kind);
    const query = {
      ...(labels !== undefined && { labelSelector: labels }),
      ...(fields !== undefined && { fieldSelector: fields }),
    };
    const answer = await orUndefined(() =>
      this.transport.request({ verb: 'list', resource, place: { namespace }, query }),
    );
    const items = isJsonObject(answer) && Array.isArray(answer.items) ? answer.items : [];
    return items.flatMap((item) => objectOf(item, resource) ?? []);
  }

  async patch(kind: string, place: Place, changes: object): Promise<KubeObject> {
    const resource = known(kind);
    const answer = await this.transport.request({
      verb: 'patch',
      resource,
      place,
      body: changes,
      contentType: MERGE_PATCH,
      query: FIELD_MANAGER,
    });
    const object = objectOf(answer, resource);
    if (object === undefined) {
      throw new Error(`the API server's answer is no ${kind}`);
    }
    return object;
  }

  create(kind: string, { namespace }: Partial<Place>, body: object): Promise<unknown> {
    return this.transport.request({ verb: 'create', resource: known(kind), place: { namespace }, body });
  }

  read(path: string): Promise<unknown> {
    const resource = { ...known('Service'), kind: 'path', namespaced: false };
    return this.transport.request({ verb: 'get', resource, place: { name: path }, path });
  }

  follow(asked: Listed, signal: AbortSignal): AsyncIterable<readonly KubeObject[]> {
    return followed(this.transport, { ...asked, resource: known('Canary'), signal });
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

function known(kind: string): Resource {
  const resource = resourceOf(kind);
  if (resource === undefined) {
    throw new Error(`nothing is known of the kind ${kind}`);
  }
  return resource;
}

async function orUndefined<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (apiErrorIn(error)?.status === 404) {
      return undefined;
    }
    throw error;
  }
}

/** An answer as an object of its kind: items of a list come without one. */
function objectOf(value: unknown, { apiVersion, kind }: Resource): KubeObject | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const { metadata } = value;
  return isMetadata(metadata) ? { ...value, apiVersion, kind, metadata } : undefined;
}

const isMetadata = (value: unknown): value is KubeObject['metadata'] =>
  isJsonObject(value) && typeof value.name === 'string';
