import type { Log, Ref } from '@flagger/api';
import type { Discovery } from '../client/discovery.ts';
import type { Restores } from './restores.ts';
import type { ReflectorTimings } from './reflector-options.ts';
import { CONFIG_MAPS, groupOf, type Resource, SECRETS } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import { identity, withoutManagedFields } from './trim.ts';
import { Turns } from './turns.ts';
import { WatchedKind } from './watched-kind.ts';

export interface KindsOptions {
  readonly transport: Transport;
  readonly discovery: Discovery;
  /** Only this namespace is watched for the canaries' own objects; everywhere if undefined. */
  readonly namespace?: string | undefined;
  /** The only API groups that are asked for, beside those of Kubernetes and Flagger; undefined: any. */
  readonly groups?: readonly string[] | undefined;
  readonly log: Log;
  readonly restores: Restores;
  readonly onChange: (canaryKey: string) => void;
  /** Keys of the objects, of whatever kind, that the canaries of this moment will ask for. */
  readonly expected: () => ReadonlySet<string>;
  /** Ends all watches. */
  readonly signal: AbortSignal;
  readonly timings?: (Partial<ReflectorTimings> & { readonly firstListMs?: number }) | undefined;
}

/** A kind that nobody needs is watched for so long still, ms. */
const UNNEEDED_MS = 10 * 60_000;

/** The groups of what canaries are made of, whatever the mesh. */
const OWN_GROUPS: readonly string[] = ['', 'apps', 'autoscaling', 'flagger.app', 'keda.sh'];

/** All kinds that canaries have asked for so far; a kind is watched from the first time on that it is asked for. */
export class Kinds {
  private readonly watched = new Map<string, WatchedKind>();
  private readonly turns = new Turns();
  /** Since when nobody needs a kind. */
  private readonly unneeded = new Map<string, number>();
  /** Of the canaries of the start; dropped once all kinds that are watched have been listed. */
  private expected: ReadonlySet<string> | undefined;

  constructor(private readonly options: KindsOptions) {}

  /** How the cluster serves a kind. Throws a Wait where it does not. */
  async resource({ apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>): Promise<Resource> {
    if (apiVersion === 'v1' && kind === 'ConfigMap') {
      return CONFIG_MAPS;
    }
    if (apiVersion === 'v1' && kind === 'Secret') {
      return SECRETS;
    }
    this.refuseOther(apiVersion, kind);
    return this.options.discovery.find({ apiVersion, kind });
  }

  private refuseOther(apiVersion: string, kind: string): void {
    const { groups } = this.options;
    const group = groupOf(apiVersion);
    if (groups !== undefined && !OWN_GROUPS.includes(group) && !groups.includes(group)) {
      throw new Error(`${kind} ${apiVersion} is not asked for: no kind and no mesh of this program is in its group`);
    }
  }

  /** The kind as it is watched where an object of this namespace lives; starts the watch if there is none. */
  watch(resource: Resource, namespace: string | undefined): WatchedKind {
    const id = this.id(resource, namespace);
    const known = this.watched.get(id);
    if (known !== undefined) {
      return known;
    }
    const fresh = this.create(resource, namespace);
    this.watched.set(id, fresh);
    fresh.start();
    return fresh;
  }

  /** As {@link watch}, but starts nothing. */
  started(resource: Resource, namespace: string | undefined): WatchedKind | undefined {
    return this.watched.get(this.id(resource, namespace));
  }

  isSynced(): boolean {
    return [...this.watched.values()].every((kind) => kind.mode !== 'starting');
  }

  /** Every kind that is watched. */
  all(): Iterable<WatchedKind> {
    return this.watched.values();
  }

  /** A turn of the canary is over, in which its status was this: what it reads no more is dropped. */
  endTurn(canaryKey: string, status: string): void {
    const oldest = this.turns.end(canaryKey, status);
    for (const kind of this.watched.values()) {
      kind.cache.endTurn(canaryKey, oldest);
    }
  }

  /** To be called from time to time: drops what wears out, and ends watches that nobody has needed for ten minutes. */
  sweep(isThere: (canaryKey: string) => boolean): void {
    this.turns.keepOnly(isThere);
    const now = this.options.transport.machine.elapsed();
    for (const [id, kind] of this.watched) {
      kind.sweep(isThere);
      if (kind.cache.isNeeded) {
        this.unneeded.delete(id);
        continue;
      }
      const since = this.unneeded.get(id) ?? now;
      this.unneeded.set(id, since);
      if (now - since >= UNNEEDED_MS) {
        kind.stop();
        this.watched.delete(id);
        this.unneeded.delete(id);
      }
    }
    if (this.isSynced()) {
      this.expected = undefined;
    }
  }

  /** Other canaries than before will ask for theirs. */
  expectAnew(): void {
    this.expected = undefined;
  }

  forget(canaryKey: string): void {
    this.turns.forget(canaryKey);
    for (const kind of this.watched.values()) {
      kind.forget(canaryKey);
    }
  }

  private create(resource: Resource, namespace: string | undefined): WatchedKind {
    const { transport, log, restores, onChange, signal, timings, discovery } = this.options;
    return new WatchedKind({
      transport,
      resource,
      namespace: this.scope(resource, namespace),
      log,
      restores,
      onChange,
      signal,
      timings,
      onAbsent: () => discovery.forget(resource),
      isServed: () => discovery.serves(resource),
      turnOf: (canaryKey) => this.turns.of(canaryKey),
      expects: (key) => this.isExpected(key),
      ...(isConfig(resource) ? { isMetadataOnly: true, trim: identity } : { trim: withoutManagedFields }),
    });
  }

  private isExpected(key: string): boolean {
    this.expected ??= this.options.expected();
    return this.expected.has(key);
  }

  /** The namespace to watch: with `-namespace` none but those in which something is read; all otherwise. */
  private scope(resource: Resource, namespace: string | undefined): string | undefined {
    return resource.namespaced && this.options.namespace !== undefined ? namespace : undefined;
  }

  private id(resource: Resource, namespace: string | undefined): string {
    return [resource.apiVersion, resource.kind, this.scope(resource, namespace) ?? ''].join(' ');
  }
}

/** ConfigMaps and Secrets are watched without their data, which is read when it is needed and never kept. */
export const isConfig = ({ apiVersion, kind }: Pick<Resource, 'apiVersion' | 'kind'>): boolean =>
  apiVersion === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');
