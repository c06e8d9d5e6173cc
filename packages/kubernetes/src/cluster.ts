import { setMaxListeners } from 'node:events';
import type { Canaries, Events, KubeObject, Objects, RawCanary, ResourceCalls } from '@flagger/api';
import { isRecord } from './client/api-error.ts';
import { CANARIES, ClusterCanaries } from './canaries.ts';
import { ClusterConfigs, type Hashed } from './cluster-configs.ts';
import type { Configs } from './configs.ts';
import type { ClusterOptions, WatchAge } from './cluster-options.ts';
import { createDiscovery } from './client/discovery.ts';
import { thisMachine } from './client/machine.ts';
import { ClusterEvents } from './events.ts';
import { expectedKeys } from './caches/expected-keys.ts';
import { Kinds } from './caches/kinds.ts';
import { ClusterObjects } from './objects.ts';
import { Restores } from './caches/restores.ts';
import { isBelow } from './caches/resource-version.ts';
import { resourceCalls } from './resource-calls.ts';
import { kindName, resourceName } from './client/resource.ts';
import { createTransport, type Transport } from './client/transport.ts';
import { pause } from './client/within.ts';
import { listPods, type PodsAsked } from './pods/list-pods.ts';
import { canaryTrimmed } from './caches/trim.ts';
import { WatchedKind } from './caches/watched-kind.ts';

/**
 * One Kubernetes cluster: what canaries see of it, and what wakes them. Nothing is read before {@link Cluster.start}.
 */
export interface Cluster {
  /** The canaries themselves, of kind `flagger.app/v1beta1 Canary`. */
  readonly canaries: Canaries;
  readonly events: Events;
  /** Past all caches, with the operator's own account. */
  readonly calls: ResourceCalls;
  /**
   * Objects of any kind as one canary sees them. A kind is watched from its first read on, which waits for the first
   * list.
   */
  objects(canaryKey: string): Objects;
  /** ConfigMaps and Secrets, watched as metadata from their first read on. */
  configs(canaryKey: string): Configs;
  /** Some pods with these labels, asked of the API server each time: they are never watched. */
  pods(asked: PodsAsked): Promise<readonly KubeObject[]>;
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
  /** As {@link Cluster.relist}, where canaries are kept from now on that were not: with what they are made of. */
  takeOver(): Promise<void>;
  /** Whether all kinds that are watched have been listed at least once. */
  isSynced(): boolean;
  /** Why what is known of the canaries may be old, as a sentence; undefined while they are watched. */
  blindness(): string | undefined;
  /** For each kind that is watched, how long ago anything was heard of it. */
  watches(): readonly WatchAge[];
  /** A turn of the canary is over: what it has not read for some turns, nor since its status moved, is dropped. */
  endTurn(canaryKey: string): void;
  /** The canary is gone, or kept no more: what only it wanted to know is dropped. */
  forget(canaryKey: string): void;
}

/** The longest that a request may be under way, and more. */
const SWEEP_MS = 60_000;
const BLIND_MS = 60_000;

/** Connects nothing and starts nothing yet. */
export function createCluster(options: ClusterOptions): Cluster {
  return new KubeCluster(options);
}

class KubeCluster implements Cluster {
  readonly canaries: Canaries;
  readonly events: Events;
  readonly calls: ResourceCalls;
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
    setMaxListeners(0, this.end.signal); // one for each kind that is watched: many are no leak
    this.transport = createTransport({ connection, onRequest, machine, signal: this.end.signal });
    const onChange = (canaryKey: string): void => this.listeners.forEach((listener) => listener(canaryKey));
    const restores = new Restores({ machine, log, beginAnew: (version) => this.beginAnew(version) });
    const shared = { transport: this.transport, log, restores, onChange, signal: this.end.signal, timings };
    const discovery = createDiscovery({ transport: this.transport, log });
    this.canaryKind = new WatchedKind({
      ...shared,
      resource: CANARIES,
      namespace,
      trim: canaryTrimmed,
      keepsAll: options.isKept ?? true,
      isAlwaysWatched: true,
      isServed: () => discovery.serves(CANARIES),
      onAbsent: () => undefined,
    });
    this.canaries = new ClusterCanaries(this.canaryKind, this.transport);
    this.calls = resourceCalls(this.transport);
    this.events = new ClusterEvents({ transport: this.transport, log, now: () => machine.now() });
    this.kinds = new Kinds({
      ...shared,
      namespace,
      groups: options.groups,
      discovery,
      expected: () => expectedKeys(this.all()),
    });
  }

  objects(canaryKey: string): Objects {
    return new ClusterObjects(this.kinds, this.transport, canaryKey);
  }

  configs(canaryKey: string): Configs {
    return new ClusterConfigs({ kinds: this.kinds, transport: this.transport, hashed: this.hashed }, canaryKey);
  }

  pods(asked: PodsAsked): Promise<readonly KubeObject[]> {
    return listPods(this.transport, asked);
  }

  onChange(listener: (canaryKey: string) => void): void {
    this.listeners.push(listener);
  }

  async start(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    signal.addEventListener('abort', () => this.end.abort(signal.reason), { once: true });
    void this.sweep();
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
    await Promise.all(this.listable().map((kind) => kind.relist()));
  }

  async takeOver(): Promise<void> {
    if (this.options.hasCanaries !== false) {
      await this.canaryKind.relist();
    }
    this.kinds.expectAnew();
    const others = this.listable().filter((kind) => kind !== this.canaryKind);
    await Promise.all(others.map((kind) => kind.relist({ isExpecting: true })));
  }

  isSynced(): boolean {
    return (this.options.hasCanaries === false || this.canaryKind.mode !== 'starting') && this.kinds.isSynced();
  }

  blindness(): string | undefined {
    const { mode, health } = this.canaryKind;
    if (this.options.hasCanaries === false) {
      return undefined;
    }
    if (mode === 'absent') {
      return `the cluster does not serve ${resourceName(CANARIES)} any more`;
    }
    const { trouble } = health;
    return trouble === undefined || trouble.ms < BLIND_MS
      ? undefined
      : `canaries have not been heard of for ${Math.round(trouble.ms / 1000)} s: ${trouble.problem}`;
  }

  watches(): readonly WatchAge[] {
    const kinds = [...(this.options.hasCanaries === false ? [] : [this.canaryKind]), ...this.kinds.all()];
    return kinds
      .filter(({ mode }) => mode !== 'absent')
      .map(({ resource, health }) => ({ kind: kindName(resource), seconds: health.ageMs / 1000 }));
  }

  endTurn(canaryKey: string): void {
    const status = this.canaries.read(canaryKey)?.status;
    this.kinds.endTurn(canaryKey, isRecord(status) ? String(status.lastTransitionTime) : '');
  }

  forget(canaryKey: string): void {
    this.kinds.forget(canaryKey);
    this.canaryKind.forget(canaryKey);
  }

  /** Lists all anew that shows a later moment than the cluster is at. */
  private beginAnew(resourceVersion: string): void {
    const later = this.listable().filter(({ seen }) => isBelow(resourceVersion, seen));
    // each waits for its list, or for the end of the cluster
    void Promise.all(later.map((kind) => kind.relist())).catch(() => undefined);
  }

  private listable(): readonly WatchedKind[] {
    const kinds = [...this.kinds.all()].filter(({ mode }) => mode === 'watched' || mode === 'starting');
    return this.options.hasCanaries === false ? kinds : [this.canaryKind, ...kinds];
  }

  private async sweep(): Promise<void> {
    const { machine } = this.transport;
    const { hasCanaries } = this.options;
    while (!this.end.signal.aborted) {
      await pause(machine, SWEEP_MS, this.end.signal);
      // where canaries are not known, none is known to be gone
      const isKnown = hasCanaries !== false && this.canaryKind.mode === 'watched';
      const isThere = (key: string): boolean => !isKnown || this.canaries.read(key) !== undefined;
      this.kinds.sweep(isThere);
      this.canaryKind.sweep(isThere);
    }
  }

  private all(): readonly RawCanary[] {
    return this.canaries.keys().flatMap((key) => this.canaries.read(key) ?? []);
  }
}
