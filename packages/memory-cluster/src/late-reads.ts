import type { Clock, KubeObject, Ref } from '@flagger/api';
import type { MemoryCluster } from './memory-cluster.ts';
import { isOf, objectKey } from './names.ts';

/** A watch cache of one kind that hears of every change some time late, but of our own writes at once. */
export class LateReads {
  /** What was asked for past the cache, by kind and name. */
  readonly gets: string[] = [];
  private readonly cache = new Map<string, KubeObject | undefined>();

  constructor(
    private readonly cluster: MemoryCluster,
    private readonly clock: Clock,
    private readonly late: { readonly kind: string; readonly ms: number },
  ) {}

  /** Calls back when the cache has heard of a change; at once for other kinds. */
  onHeard(heard: (ref: Ref) => void): void {
    this.cluster.onChange(({ object }) => {
      if (object.kind !== this.late.kind) {
        heard(object);
        return;
      }
      const version = this.cluster.get(object);
      this.clock.after(this.late.ms, () => {
        this.hear(object, version);
        heard(object);
      });
    });
  }

  read<T extends KubeObject>(ref: Ref): T | undefined {
    const found = ref.kind === this.late.kind ? this.cache.get(objectKey(ref)) : this.cluster.get(ref);
    return found && isOf<T>(found, ref) ? found : undefined;
  }

  /** As {@link read}; what the cache does not have is asked for once, and is in it from then on. */
  confirm<T extends KubeObject>(ref: Ref): T | undefined {
    const what = `${ref.kind} ${ref.metadata.name}`;
    if (!this.read(ref) && !this.gets.includes(what)) {
      this.gets.push(what);
      this.hear(ref, this.cluster.get(ref));
    }
    return this.read<T>(ref);
  }

  /** The answer of an own write enters the cache at once. */
  wrote<T extends KubeObject>(object: T): T {
    if (object.kind === this.late.kind) {
      this.hear(object, object);
    }
    return object;
  }

  private hear(ref: Ref, version: KubeObject | undefined): void {
    const key = objectKey(ref);
    const known = this.cache.get(key)?.metadata.resourceVersion ?? '0';
    if (!version || Number(version.metadata.resourceVersion) >= Number(known)) {
      this.cache.set(key, version);
    }
  }
}
