import { objectKey, type Change } from '@flagger/memory-cluster';

/** When the operator that lives wrote over what somebody else had changed, by object. */
export class SetBacks {
  /** What was changed by others since the operator wrote it last. */
  private readonly changed = new Set<string>();
  private readonly times = new Map<string, number[]>();

  heard({ object, by }: Change, now: number): void {
    const key = objectKey(object);
    // the owner of a Canary and its operator write different parts of it
    if (object.kind === 'Canary') {
      return;
    }
    if (by === 'hand') {
      this.changed.add(key);
    } else if (by === 'operator' && this.changed.delete(key)) {
      this.times.set(key, [...(this.times.get(key) ?? []), now]);
    }
  }

  /** Ms since the epoch, in order. */
  of(key: string): readonly number[] {
    return this.times.get(key) ?? [];
  }

  /** Another operator knows nothing of before. */
  forget(): void {
    this.times.clear();
  }
}
