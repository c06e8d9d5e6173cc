import type { KubeObject, Objects, Ref } from '@flagger/api';

/** Objects that tell how often they were written through, and let someone else write just before the next patch. */
export class WatchedObjects implements Objects {
  writes = 0;
  private meanwhile: (() => Promise<unknown>) | undefined;

  constructor(private readonly inner: Objects) {}

  /** Done once, between the next caller's read and its patch. */
  beforeNextPatch(meanwhile: () => Promise<unknown>): void {
    this.meanwhile = meanwhile;
  }

  read<T extends KubeObject>(ref: Ref): Promise<T | undefined> {
    return this.inner.read<T>(ref);
  }

  create<T extends KubeObject>(object: T): Promise<T> {
    this.writes += 1;
    return this.inner.create(object);
  }

  async patch<T extends KubeObject>(ref: Ref, changes: object): Promise<T> {
    this.writes += 1;
    const { meanwhile } = this;
    this.meanwhile = undefined;
    await meanwhile?.();
    return this.inner.patch<T>(ref, changes);
  }

  replace<T extends KubeObject>(object: T): Promise<T> {
    this.writes += 1;
    return this.inner.replace(object);
  }

  remove(ref: Ref): Promise<void> {
    this.writes += 1;
    return this.inner.remove(ref);
  }
}
