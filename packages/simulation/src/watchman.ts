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
  private readonly since = new Map<string, { readonly at: number; readonly ms: number }>();
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
    const known = this.since.get(name);
    if (!found) {
      this.since.delete(name);
      return;
    }
    // what was under way may still take as long as it might have when it began
    const ms = Math.max(found.ms, known?.ms ?? 0);
    if (known === undefined || ms > known.ms) {
      this.since.set(name, { at: known?.at ?? now(), ms });
      later(ms + 1, () => this.look());
    } else if (now() - known.at > ms) {
      this.since.delete(name);
      complain(name, `${found.what}, for more than ${ms} ms`);
    }
  }
}
