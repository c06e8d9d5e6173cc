import type { KubeObject } from '@flagger/api';

/** What one turn of the operator has read or written so far: what it could know. */
export class Knowledge {
  private readonly seen = new Map<string, KubeObject | undefined>();
  private readonly seenFirst = new Map<string, KubeObject | undefined>();

  saw(key: string, object: KubeObject | undefined): void {
    this.seen.set(key, object);
    if (!this.seenFirst.has(key)) {
      this.seenFirst.set(key, object);
    }
  }

  /** As it was when the turn looked first: what it decided on. */
  first(key: string): KubeObject | undefined {
    return this.seenFirst.get(key);
  }

  /** Undefined also where the turn did not look. */
  get(key: string): KubeObject | undefined {
    return this.seen.get(key);
  }
}
