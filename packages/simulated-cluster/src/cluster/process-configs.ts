import type { KubeObject } from '@flagger/api';
import {
  configChecksums,
  type ConfigKind,
  type ConfigObject,
  type Configs,
  type TrackedConfig,
} from '@flagger/kubernetes';
import { objectKey, type MemoryCluster } from '@flagger/memory-cluster';
import type { Caches } from './caches.ts';
import type { Knowledge } from './knowledge.ts';
import type { Requests } from './requests.ts';

/** What was hashed, by the object of that version. */
export type Hashed = WeakMap<KubeObject, TrackedConfig>;

export interface ConfigPorts {
  readonly server: MemoryCluster;
  readonly requests: Requests;
  readonly caches: Caches;
  readonly hashed: Hashed;
  /** What the turn under way knows. */
  readonly known: () => Knowledge;
}

/** ConfigMaps and Secrets as one process sees them: metadata from its cache, data by a request. */
export class ProcessConfigs implements Configs {
  constructor(
    private readonly ports: ConfigPorts,
    private readonly canaryKey: string,
  ) {}

  async track(kind: ConfigKind, namespace: string, name: string): Promise<TrackedConfig | undefined> {
    const { caches, hashed, known } = this.ports;
    const ref = { apiVersion: 'v1', kind, metadata: { namespace, name } };
    const metadata = await caches.read(ref, this.canaryKey);
    known().saw(objectKey(ref), metadata);
    if (metadata === undefined) {
      return undefined;
    }
    const before = hashed.get(metadata);
    if (before) {
      return before;
    }
    const config = await this.fetch(kind, namespace, name);
    const tracked = config && { name, ...configChecksums(config), annotations: {} };
    if (tracked) {
      hashed.set(metadata, tracked);
    }
    return tracked;
  }

  async fetch(kind: ConfigKind, namespace: string, name: string): Promise<ConfigObject | undefined> {
    const found = await this.ports.requests.read(`get ${kind} ${name}`, () =>
      this.ports.server.get({ apiVersion: 'v1', kind, metadata: { namespace, name } }),
    );
    return found && { data: {}, ...found, apiVersion: 'v1', kind };
  }
}
