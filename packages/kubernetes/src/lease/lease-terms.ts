import type { Log } from '@flagger/api';
import type { Connection } from '../client/connect.ts';
import type { RequestMeasurement } from '../client/exchange.ts';
import type { Machine } from '../client/machine.ts';
import type { LeaseTimings } from './lease-timings.ts';

/** Leader election: of all processes that hold one name, at most one leads. */
export interface Lease {
  /**
   * Resolves once we lead, and keeps renewing from then on; rejects only when the signal aborts or the lease is
   * released.
   */
  acquire(signal: AbortSignal): Promise<void>;
  /** Whether it is certain that nobody else leads: the gate before every write. */
  isFresh(): boolean;
  /**
   * Ends `acquire` or renewing, and gives the lease back, so that another need not wait for its end. Logs where that
   * fails.
   */
  release(): Promise<void>;
}

/** Who wants a lease only at times. */
export interface LeaseWish {
  /** Whether the lease, which nobody holds, is wanted: asked right before it is taken. */
  begins(): boolean;
  /** It could not be taken. */
  failed(): void;
}

/** All that a lease needs but the place where it is kept. */
export interface LeaseTerms {
  /** Who we are, different for each process, e.g. `<pod>_<uuid>`. */
  readonly identity: string;
  readonly log: Log;
  /** Called once when the lease could not be renewed in time or somebody else has it: the process must stop to act. */
  readonly onLost: () => void;
  readonly namespace: string;
  readonly name: string;
  /** It is always wanted if absent. */
  readonly wish?: LeaseWish | undefined;
  /** Whose time and chance it goes by: this machine's if undefined. */
  readonly machine?: Machine | undefined;
  readonly timings?: Partial<LeaseTimings> | undefined;
}

export interface LeaseOptions extends Omit<LeaseTerms, 'name'> {
  readonly connection: Connection;
  /** Flagger's if undefined. */
  readonly name?: string;
  readonly onRequest?: ((measurement: RequestMeasurement) => void) | undefined;
}

/** The Lease of Flagger, which elects a leader by it. */
export const LEASE_NAME = 'flagger-leader-election';
