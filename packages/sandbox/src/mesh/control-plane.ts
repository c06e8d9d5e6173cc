import type { Clock, KubeObject, Log } from '@flagger/api';
import { type Client, follow, type Followed, type Resource } from '../client/index.ts';
import { type Pod, PODS, type Service, SERVICES } from '../workloads/index.ts';
import type { MeshReader } from './route-table.ts';
import { View } from './view.ts';

export interface ControlPlaneOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly reader: MeshReader;
  /** How long it takes until the proxies hear of a change, in ms. */
  readonly delayMs: number;
  /** Hears of the pods at once. */
  readonly onPods: (pods: readonly Pod[]) => void;
}

/** What the cluster's objects say, as far as the proxies have heard of it. */
export class ControlPlane {
  /** Settles when all objects are known and in effect. */
  readonly ready: Promise<void>;
  private readonly pods: Followed<Pod>;
  private readonly services: Followed<Service>;
  private readonly others: readonly Followed<KubeObject>[];
  private readonly told = new Set<string>();
  private current = new View([], [], []);
  private isLooking = false;

  constructor(private readonly options: ControlPlaneOptions) {
    this.pods = this.follow(PODS);
    this.services = this.follow(SERVICES);
    this.others = options.reader.resources.map((resource) => this.follow(resource));
    this.ready = this.begin();
  }

  /** What is in effect now. */
  get view(): View {
    return this.current;
  }

  private follow<T extends KubeObject>(resource: Resource<T>): Followed<T> {
    return follow({ ...this.options, resource, changed: () => this.changed() });
  }

  private async begin(): Promise<void> {
    await Promise.all([this.pods, this.services, ...this.others].map(({ ready }) => ready));
    this.current = this.look();
  }

  /** Changes that come together take effect together. */
  private changed(): void {
    if (this.isLooking) {
      return;
    }
    this.isLooking = true;
    queueMicrotask(() => {
      this.isLooking = false;
      const next = this.look();
      this.options.clock.after(this.options.delayMs, () => (this.current = next));
    });
  }

  private look(): View {
    const pods = this.pods.kept.all();
    this.options.onPods(pods);
    const objects = this.others.flatMap(({ kept }) => kept.all());
    const { hosts, ignored } = this.options.reader.read([...objects].sort(byAge));
    for (const sentence of ignored) {
      this.tell(sentence);
    }
    return new View(this.services.kept.all(), pods, hosts);
  }

  private tell(sentence: string): void {
    if (!this.told.has(sentence)) {
      this.options.log.warn('part of the mesh is not played', { because: sentence });
    }
    this.told.add(sentence);
  }
}

const byAge = (one: KubeObject, other: KubeObject): number =>
  (one.metadata.creationTimestamp ?? '').localeCompare(other.metadata.creationTimestamp ?? '')
  || one.metadata.name.localeCompare(other.metadata.name);
