import type { KubeObject, Ref } from '@flagger/api';
import type { MemoryObjects } from '../memory-objects.ts';
import type { VirtualClock } from '../virtual-clock.ts';

/** A watch cache of one kind that hears of every change some time late, but of our own writes at once. */
export class LateReads {
  private readonly cache = new Map<string, KubeObject | undefined>();

  constructor(
    private readonly objects: MemoryObjects,
    private readonly clock: VirtualClock,
    private readonly late: { readonly kind: string; readonly ms: number },
  ) {}

  /** Calls back when the cache has heard of a change; at once for other kinds. */
  onHeard(heard: (ref: Ref) => void): void {
    this.objects.onChange((ref) => {
      if (ref.kind !== this.late.kind) {
        heard(ref);
        return;
      }
      const version = this.objects.peek(ref);
      this.clock.after(this.late.ms, () => {
        this.hear(ref, version);
        heard(ref);
      });
    });
  }

  read<T extends KubeObject>(ref: Ref): T | undefined {
    return ref.kind === this.late.kind
      ? (this.cache.get(ref.metadata.name) as T | undefined)
      : this.objects.peek<T>(ref);
  }

  /** The answer of an own write enters the cache at once. */
  wrote<T extends KubeObject>(object: T): T {
    if (object.kind === this.late.kind) {
      this.hear(object, object);
    }
    return object;
  }

  private hear(ref: Ref, version: KubeObject | undefined): void {
    const known = this.cache.get(ref.metadata.name)?.metadata.resourceVersion ?? '0';
    if (!version || Number(version.metadata.resourceVersion) >= Number(known)) {
      this.cache.set(ref.metadata.name, version);
    }
  }
}
