import { apiErrorIn } from '../client/api-error.ts';
import { leaseObject } from './lease-record.ts';
import type { SeenLease } from './seen-lease.ts';
import { LEASES } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import { watchStream } from '../caches/watch-stream.ts';

export interface LeaseWatch {
  readonly namespace: string;
  readonly name: string;
  /** From which resourceVersion on. */
  readonly since: string;
  /** A stream on which nobody renews for so long is dead, or its holder is. */
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/** How a watch of the lease ended. `over`: as streams do, or it broke. `refused`: our account may not watch leases. */
export type LeaseWatched = 'worth a look' | 'over' | 'refused';

const WATCH_SECONDS = 300;

/**
 * Follows the lease that another holds, and lets `seen` take in what it says, until it is gone or held no more. Never
 * throws.
 */
export async function leaseWatched(
  transport: Transport,
  { since, silenceMs, signal, namespace, name }: LeaseWatch,
  seen: SeenLease,
): Promise<LeaseWatched> {
  try {
    for await (const event of watchStream(transport, {
      resource: LEASES,
      namespace,
      name,
      since,
      seconds: WATCH_SECONDS,
      silenceMs,
      signal,
    })) {
      if (event.type === 'deleted') {
        return 'worth a look';
      }
      if (event.type === 'changed') {
        seen.see(leaseObject(event.object).spec);
      }
      if (event.type === 'changed' && !seen.isHeld) {
        return 'worth a look';
      }
    }
    return 'over';
  } catch (error) {
    return apiErrorIn(error)?.status === 403 ? 'refused' : 'over';
  }
}
