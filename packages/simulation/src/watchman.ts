import type { Invariant, World } from './invariants/invariant.ts';

export interface WatchmanPorts {
  readonly invariants: readonly Invariant[];
  readonly world: World;
  readonly now: () => number;
  /** Calls back some time later, ms. */
  readonly later: (ms: number, callback: () => void) => void;
  readonly complain: (invariant: string, complaint: string) => void;
}

/** Looks at what may be so for a moment and must not last. */
export class Watchman {
  private readonly since = new Map<string, number>();
  private readonly lasting: readonly Invariant[];

  constructor(private readonly ports: WatchmanPorts) {
    this.lasting = ports.invariants.filter(({ lasts }) => lasts !== undefined);
  }

  /** Something changed, or some time has passed. */
  look(): void {
    for (const invariant of this.lasting) {
      this.lookAt(invariant);
    }
  }

  /** Another operator begins, which knows nothing of before. */
  reset(): void {
    this.since.clear();
    this.look();
  }

  private lookAt({ name, lasts }: Invariant): void {
    const { world, now, later, complain } = this.ports;
    const found = lasts?.(world);
    const since = this.since.get(name);
    if (!found) {
      this.since.delete(name);
    } else if (since === undefined) {
      this.since.set(name, now());
      later(found.ms + 1, () => this.look());
    } else if (now() - since > found.ms) {
      this.since.delete(name);
      complain(name, `${found.what}, for more than ${found.ms} ms`);
    }
  }
}
