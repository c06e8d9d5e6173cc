import { isRecord } from '../client/api-error.ts';
import { hasName } from '../client/resource.ts';

/** What a Lease says of who leads, as this package writes it. */
export interface LeaseRecord {
  readonly holderIdentity?: string;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseTransitions?: number;
}

/** A Lease as it stands in the cluster. */
export interface LeaseObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly resourceVersion?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: LeaseRecord;
}

/** Reads a Lease; throws where the answer is none. */
export function leaseObject(answer: unknown): LeaseObject {
  if (!hasName(answer)) {
    throw new Error('the API server answered with something that is no Lease');
  }
  const { metadata, spec } = { spec: undefined, ...answer };
  return { metadata, spec: isRecord(spec) ? spec : {} };
}

/** Kubernetes' MicroTime: always six digits after the point, or the API server refuses it. */
export const microTime = (now: number): string => `${new Date(now).toISOString().slice(0, 23)}000Z`;

/** What the record says once `identity` has taken or renewed the lease, at `now`, in ms since the epoch. */
export function nextRecord(
  before: LeaseRecord | undefined,
  { identity, durationMs, now }: { readonly identity: string; readonly durationMs: number; readonly now: number },
): LeaseRecord {
  const time = microTime(now);
  const isRenewal = before?.holderIdentity === identity;
  const transitions = before?.leaseTransitions ?? 0;
  return {
    holderIdentity: identity,
    leaseDurationSeconds: Math.ceil(durationMs / 1000),
    acquireTime: isRenewal ? (before.acquireTime ?? time) : time,
    renewTime: time,
    leaseTransitions: before === undefined || isRenewal ? transitions : transitions + 1,
  };
}
