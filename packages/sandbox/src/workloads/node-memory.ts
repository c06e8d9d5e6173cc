import { keyOf } from '../client/index.ts';
import type { Pod } from './kinds.ts';

interface Remembered {
  readonly uid: string;
  readonly since: number;
  readonly address: string;
}

/** What a node remembers of its pods: since when it knows each, in ms since the epoch, and its address. */
export class NodeMemory {
  private readonly pods = new Map<string, Remembered>();
  private count = 0;

  /** What is remembered of a pod; one that is new gets the next address, unless it has one. */
  of(pod: Pod, now: number): Remembered {
    const key = keyOf(pod);
    const known = this.pods.get(key);
    if (known?.uid === pod.metadata.uid) {
      return known;
    }
    const remembered = { uid: pod.metadata.uid, since: now, address: pod.status?.podIP ?? this.nextAddress() };
    this.pods.set(key, remembered);
    return remembered;
  }

  forget(key: string): void {
    this.pods.delete(key);
  }

  private nextAddress(): string {
    const taken = new Set(Array.from(this.pods.values(), ({ address }) => address));
    for (;;) {
      this.count = (this.count % 65_000) + 1;
      const address = `10.244.${this.count >> 8}.${this.count & 255}`;
      if (!taken.has(address)) {
        return address;
      }
    }
  }
}
