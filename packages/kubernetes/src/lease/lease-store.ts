import { readNow } from '../client/read-now.ts';
import { LEASES } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import { leaseObject, type LeaseObject, type LeaseRecord } from './lease-record.ts';

/** One Lease, and how long a request for it may take. */
export interface LeasePlace {
  readonly namespace: string;
  readonly name: string;
  readonly requestMs: number;
}

/** One Lease in the cluster, read and written past every cache. */
export class LeaseStore {
  constructor(
    private readonly transport: Transport,
    private readonly place: LeasePlace,
  ) {}

  async read(): Promise<LeaseObject | undefined> {
    const { namespace, name, requestMs } = this.place;
    const found = await readNow(this.transport, {
      resource: LEASES,
      place: { namespace, name },
      deadlineMs: requestMs,
    });
    return found === undefined ? undefined : leaseObject(found);
  }

  /** Creates the Lease where there was none, else replaces just the one that was read. */
  async write(before: LeaseObject | undefined, spec: LeaseRecord): Promise<LeaseObject> {
    const { namespace, name, requestMs } = this.place;
    const { apiVersion, kind } = LEASES;
    return leaseObject(
      await this.transport.request({
        verb: before === undefined ? 'create' : 'update',
        resource: LEASES,
        place: { namespace, name },
        body: { apiVersion, kind, metadata: before?.metadata ?? { name, namespace }, spec },
        deadlineMs: requestMs,
      }),
    );
  }
}
