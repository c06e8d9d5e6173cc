import { Conflict } from '@flagger/api';
import { apiErrorIn, CONFIG_MAPS, connect, createTransport, METADATA_ONLY, type Transport } from '@flagger/kubernetes';

/** What a ConfigMap holds, and by which version it is written. */
export interface Held {
  readonly data: Readonly<Record<string, string>>;
  readonly version: string;
}

/** Port: one ConfigMap. Writes give its version then; `Conflict` where somebody else wrote or removed it meanwhile. */
export interface ConfigMap {
  /** Undefined where there is none. */
  read(): Promise<Held | undefined>;
  create(data: Held['data']): Promise<Held['version']>;
  /** Undefined takes a key away; keys that are not named stay. */
  change(changes: Readonly<Record<string, string | undefined>>, version: string): Promise<Held['version']>;
}

/** Where the ConfigMap is, and how the cluster is reached. */
export interface ConfigMapOptions {
  readonly namespace: string;
  readonly name: string;
  /** Without it, the service account of the pod. */
  readonly kubeconfig: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly version: string;
}

/** How long an answer is waited for, retries included, ms: hooks wait for 10 s. */
const DEADLINE_MS = 8_000;
const MERGE_PATCH = 'application/merge-patch+json';

/** A ConfigMap of a cluster; throws where nothing says how to reach one. */
export function clusterConfigMap({ namespace, name, ...where }: ConfigMapOptions): ConfigMap {
  const transport = createTransport({ connection: connect(where) });
  return configMapOver(transport, { namespace, name });
}

/** A ConfigMap over a transport. */
export function configMapOver(
  transport: Pick<Transport, 'request'>,
  place: Pick<ConfigMapOptions, 'namespace' | 'name'>,
): ConfigMap {
  const call = { resource: CONFIG_MAPS, place, deadlineMs: DEADLINE_MS };
  // what was written is known
  const write = { ...call, accept: METADATA_ONLY.object };
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: place };
  return {
    read: async () => {
      try {
        return heldIn(await transport.request({ ...call, verb: 'get' }));
      } catch (error) {
        if (apiErrorIn(error)?.status === 404) {
          return undefined;
        }
        throw error;
      }
    },
    create: async (data) => versionIn(await transport.request({ ...write, verb: 'create', body: { ...body, data } })),
    change: async (changes, resourceVersion) => {
      const data = Object.fromEntries(Object.entries(changes).map(([key, value]) => [key, value ?? null]));
      const patch = { metadata: { resourceVersion }, data };
      try {
        return versionIn(await transport.request({ ...write, verb: 'patch', contentType: MERGE_PATCH, body: patch }));
      } catch (error) {
        throw apiErrorIn(error)?.status === 404 ? new Conflict(`${place.name} was removed`, { cause: error }) : error;
      }
    },
  };
}

function versionIn(answer: unknown): string {
  const version = isRecord(answer) && isRecord(answer.metadata) ? answer.metadata.resourceVersion : undefined;
  if (typeof version !== 'string') {
    throw new Error("the API server's answer is no ConfigMap");
  }
  return version;
}

function heldIn(answer: unknown): Held {
  const version = versionIn(answer);
  const data = isRecord(answer) ? answer.data : undefined;
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(isRecord(data) ? data : {})) {
    if (typeof value === 'string') {
      texts[key] = value;
    }
  }
  return { data: texts, version };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
