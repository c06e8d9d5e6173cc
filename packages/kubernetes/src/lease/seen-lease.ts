import type { LeaseRecord } from './lease-record.ts';

interface Seen {
  readonly record: string;
  readonly holder: string | undefined;
  readonly at: number;
  readonly forMs: number;
}

export interface SeenLeasePorts {
  /** Milliseconds of our own clock: other machines' clocks may be wrong. */
  readonly elapsed: () => number;
  /** Another holds the lease than before. */
  readonly onHolder: (holder: string) => void;
}

/** What was last seen of the lease that another holds, and when that was new. */
export class SeenLease {
  private seen: Seen | undefined;

  constructor(private readonly ports: SeenLeasePorts) {}

  /** Takes in what the lease says now. */
  see({ holderIdentity: holder, leaseDurationSeconds = 0, ...rest }: LeaseRecord): void {
    const record = JSON.stringify([holder, leaseDurationSeconds, rest]);
    if (holder !== '' && holder !== undefined && holder !== this.seen?.holder) {
      this.ports.onHolder(holder);
    }
    if (this.seen?.record !== record) {
      this.seen = { record, at: this.ports.elapsed(), holder, forMs: holder ? leaseDurationSeconds * 1000 : 0 };
    }
  }

  /** Whether it is held still: renewed since less than its duration. */
  get isHeld(): boolean {
    return this.leftMs > 0;
  }

  /** How long it has still to go; nothing or less where it has ended or none was seen. */
  get leftMs(): number {
    return this.seen === undefined ? 0 : this.seen.at + this.seen.forMs - this.ports.elapsed();
  }
}
