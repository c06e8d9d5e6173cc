import { setMaxListeners } from 'node:events';
import type { Canaries, Events, Log, Objects, RawCanary } from '@flagger/api';
import { CANARIES, ClusterCanaries } from './canaries.ts';
import { ClusterConfigs, type Hashed } from './cluster-configs.ts';
import type { Configs } from './configs.ts';
import type { Connection } from './client/connect.ts';
import { createDiscovery } from './client/discovery.ts';
import { type Machine, thisMachine } from './client/machine.ts';
import { ClusterEvents } from './events.ts';
import type { RequestMeasurement } from './client/exchange.ts';
import { expectedKeys } from './caches/expected-keys.ts';
import { Kinds } from './caches/kinds.ts';
import { ClusterObjects } from './objects.ts';
import type { ReflectorTimings } from './caches/reflector.ts';
import { resourceName } from './client/resource.ts';
import { createTransport, type Transport } from './client/transport.ts';
import { withoutManagedFields } from './caches/trim.ts';
import { WatchedKind } from './caches/watched-kind.ts';

/**
 * One Kubernetes cluster: what canaries see of it, and what wakes them. Nothing is read before {@link Cluster.start}.
 */
export interface Cluster {
  /** The canaries themselves, of kind `flagger.app/v1beta1 Canary`. */
  readonly canaries: Canaries;
  readonly events: Events;
  /**
   * Objects of any kind as one canary sees them. A kind is watched from its first read on, which waits for the first
   * list.
   */
  objects(canaryKey: string): Objects;
  /** ConfigMaps and Secrets, watched as metadata from their first read on. */
  configs(canaryKey: string): Configs;
  /**
   * Calls back with the key of each canary that changed, or for which something changed that it has read. Never for
   * its own writes.
   */
  onChange(listener: (canaryKey: string) => void): void;
  /**
   * Resolves once the Canary list has been read, however long the API server cannot be reached; the signal ends all
   * watches and requests. Rejects with one sentence if Canaries are not installed or may not be watched, and when the signal
   * aborts.
   */
  start(signal: AbortSignal): Promise<void>;
  /**
   * Resolves once whatever is read is no older than the call; rejects when the signal of {@link Cluster.start}
   * aborts.
   */
  relist(): Promise<void>;
  /** Whether all kinds that are watched have been listed at least once. */
  isSynced(): boolean;
  /** The canary is gone: what only it wanted to know is dropped. */
  forget(canaryKey: string): void;
}

export interface ClusterOptions {
  readonly connection: Connection;
  /** Only this namespace's canaries; those of all namespaces if undefined. */
  readonly namespace?: string | undefined;
  /** The API groups that meshes need: no other one is asked for, beside those of Kubernetes and Flagger. Any if undefined. */
  readonly groups?: readonly string[] | undefined;
  /** False for a cluster that only holds the mesh's objects: canaries are not looked for there. True if undefined. */
  readonly hasCanaries?: boolean;
  readonly log: Log;
  readonly onRequest?: ((measurement: RequestMeasurement) => void) | undefined;
  /** Whose time and chance it goes by: this machine's if undefined. */
  readonly machine?: Machine | undefined;
  readonly timings?: (Partial<ReflectorTimings> & { readonly firstListMs?: number }) | undefined;
}

/** Connects nothing and starts nothing yet. */
export function createCluster(options: ClusterOptions): Cluster {
  return new KubeCluster(options);
}

class KubeCluster implements Cluster {
  readonly canaries: Canaries;
  readonly events: Events;
  private readonly options: ClusterOptions;
  private readonly transport: Transport;
  private readonly kinds: Kinds;
  private readonly canaryKind: WatchedKind;
  private readonly end = new AbortController();
  private readonly hashed: Hashed = new WeakMap();
  private readonly listeners: ((canaryKey: string) => void)[] = [];

  constructor(options: ClusterOptions) {
    const { connection, onRequest, log, namespace, machine = thisMachine, timings } = options;
    this.options = options;
    // One listener for each kind that is watched: many are no leak.
    setMaxListeners(0, this.end.signal);
    this.transport = createTransport({ connection, onRequest, machine, signal: this.end.signal });
    const onChange = (canaryKey: string): void => this.listeners.forEach((listener) => listener(canaryKey));
    const shared = { transport: this.transport, log, onChange, signal: this.end.signal, timings };
    this.canaryKind = new WatchedKind({
      ...shared,
      resource: CANARIES,
      namespace,
      trim: withoutManagedFields,
      keepsAll: true,
      onAbsent: () => undefined,
    });
    this.canaries = new ClusterCanaries(this.canaryKind, this.transport);
    this.events = new ClusterEvents({ transport: this.transport, log, now: () => machine.now() });
    this.kinds = new Kinds({
      ...shared,
      namespace,
      groups: options.groups,
      discovery: createDiscovery({ transport: this.transport, log }),
      expected: () => expectedKeys(this.all()),
    });
  }

  objects(canaryKey: string): Objects {
    return new ClusterObjects(this.kinds, this.transport, canaryKey);
  }

  configs(canaryKey: string): Configs {
    return new ClusterConfigs({ kinds: this.kinds, transport: this.transport, hashed: this.hashed }, canaryKey);
  }

  onChange(listener: (canaryKey: string) => void): void {
    this.listeners.push(listener);
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => this.end.abort(signal.reason), { once: true });
    if (this.options.hasCanaries === false) {
      return;
    }
    this.canaryKind.start();
    await this.canaryKind.ready(signal);
    const { namespace } = this.options;
    const { mode } = this.canaryKind;
    if (mode === 'watched') {
      return;
    }
    this.end.abort();
    if (mode === 'absent') {
      throw new Error(
        `Canary CRD is not registered: the cluster does not serve ${resourceName(CANARIES)} in version ${CANARIES.apiVersion}`,
      );
    }
    const where = namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`;
    throw new Error(
      `Canaries cannot be watched: our account must be allowed to list and watch ${resourceName(CANARIES)} ${where}`,
    );
  }

  async relist(): Promise<void> {
    await Promise.all([this.options.hasCanaries === false ? undefined : this.canaryKind.relist(), this.kinds.relist()]);
  }

  isSynced(): boolean {
    return (this.options.hasCanaries === false || this.canaryKind.mode !== 'starting') && this.kinds.isSynced();
  }

  forget(canaryKey: string): void {
    this.kinds.forget(canaryKey);
    this.canaryKind.cache.forget(canaryKey);
  }

  private all(): readonly RawCanary[] {
    return this.canaries.keys().flatMap((key) => this.canaries.read(key) ?? []);
  }
}
