import { Conflict } from '@flagger/api';
import { apiErrorIn } from '../client/api-error.ts';
import { readNow } from '../client/read-now.ts';
import { LEASES } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';
import { leaseObject, type LeaseObject, type LeaseRecord } from './lease-record.ts';
import { leaseWatched, type LeaseWatched } from './lease-watch.ts';
import type { SeenLease } from './seen-lease.ts';

/** Where one Lease is kept. */
export interface LeaseKept {
  /** The Lease as it is now; undefined where there is none. */
  read(): Promise<LeaseObject | undefined>;
  /** Creates the Lease where there was none, else replaces just the one that was read; a Conflict where it is another. */
  write(
    before: LeaseObject | undefined,
    spec: LeaseRecord,
    annotations?: Readonly<Record<string, string | undefined>>,
  ): Promise<LeaseObject>;
  /** Changes what is named, whatever else was written meanwhile; a Conflict where the holder is another one. */
  amend(change: LeaseAmendment): Promise<LeaseObject>;
  /** Lets `seen` take in what becomes of the Lease, until it is held no more. Never throws. */
  watched(watch: LeaseSince, seen: SeenLease): Promise<LeaseWatched>;
}

/** What of a Lease that has annotations is to be another, while this one holds it. */
export interface LeaseAmendment {
  readonly holder: string;
  /** As it is if undefined. */
  readonly renewTime?: string | undefined;
  /** An undefined one is taken out. */
  readonly annotations: Readonly<Record<string, string | undefined>>;
}

/** From which resourceVersion on a Lease is watched, and for how long nothing may be heard of it, ms. */
export interface LeaseSince {
  readonly since: string;
  readonly silenceMs: number;
  readonly signal: AbortSignal;
}

/** One Lease, and how long a request for it may take. */
export interface LeasePlace {
  readonly namespace: string;
  readonly name: string;
  readonly requestMs: number;
}

/** One Lease in the cluster, read and written past every cache. */
export class LeaseStore implements LeaseKept {
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

  async write(...[before, spec, more]: Parameters<LeaseKept['write']>): Promise<LeaseObject> {
    const { namespace, name, requestMs } = this.place;
    const { apiVersion, kind } = LEASES;
    const annotations = more && { annotations: { ...before?.metadata.annotations, ...more } };
    const metadata = { name, namespace, ...before?.metadata, ...annotations };
    return leaseObject(
      await this.transport.request({
        verb: before === undefined ? 'create' : 'update',
        resource: LEASES,
        place: { namespace, name },
        body: { apiVersion, kind, metadata, spec },
        deadlineMs: requestMs,
      }),
    );
  }

  async amend(change: LeaseAmendment): Promise<LeaseObject> {
    const { namespace, name, requestMs } = this.place;
    try {
      return leaseObject(
        await this.transport.request({
          verb: 'patch',
          resource: LEASES,
          place: { namespace, name },
          body: jsonPatch(change),
          contentType: 'application/json-patch+json',
          deadlineMs: requestMs,
        }),
      );
    } catch (error) {
      // a test of the patch failed, or the annotations were taken out
      throw apiErrorIn(error)?.status === 422 ? new Conflict('the lease is another one', { cause: error }) : error;
    }
  }

  watched(watch: LeaseSince, seen: SeenLease): Promise<LeaseWatched> {
    const { namespace, name } = this.place;
    return leaseWatched(this.transport, { ...watch, namespace, name }, seen);
  }
}

function jsonPatch({ holder, renewTime, annotations }: LeaseAmendment): readonly object[] {
  return [
    { op: 'test', path: '/spec/holderIdentity', value: holder },
    ...(renewTime === undefined ? [] : [{ op: 'replace', path: '/spec/renewTime', value: renewTime }]),
    ...Object.entries(annotations).flatMap(([name, value]) => {
      const path = `/metadata/annotations/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      // what is not there cannot be removed
      return [{ op: 'add', path, value: value ?? '' }, ...(value === undefined ? [{ op: 'remove', path }] : [])];
    }),
  ];
}
