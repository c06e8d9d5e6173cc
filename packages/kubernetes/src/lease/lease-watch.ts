import { apiErrorIn } from '../client/api-error.ts';
import { leaseObject, type LeaseRecord } from './lease-record.ts';
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
 * Follows the lease that another holds, until it is gone or `isHeld` says of what it says now that it is held no
 * more. Never throws.
 */
export async function leaseWatched(
  transport: Transport,
  { since, silenceMs, signal, namespace, name }: LeaseWatch,
  isHeld: (record: LeaseRecord) => boolean,
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
      if (event.type === 'changed' && !isHeld(leaseObject(event.object).spec)) {
        return 'worth a look';
      }
    }
    return 'over';
  } catch (error) {
    return apiErrorIn(error)?.status === 403 ? 'refused' : 'over';
  }
}
