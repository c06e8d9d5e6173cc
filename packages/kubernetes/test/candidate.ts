import { aLog, type Answering, atEnd, beginWatch, refuse, send, type TestServer } from './api-server.ts';
import { thisMachine } from '../src/client/machine.ts';
import { createLease } from '../src/lease/lease.ts';
import type { Lease, LeaseOptions } from '../src/lease/lease-terms.ts';

export const PATH = '/apis/coordination.k8s.io/v1/namespaces/flagger/leases';
export const START = Date.parse('2026-01-02T03:04:05.678Z');

interface Spec {
  readonly holderIdentity?: string;
  readonly leaseTransitions?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
}

/** The leases of a cluster: one object, guarded by its resourceVersion. */
export class Leases {
  spec: Spec | undefined;
  isBroken = false;
  mayBeWatched = true;
  private version = 1;
  private readonly watches: ReturnType<typeof beginWatch>[] = [];

  constructor(spec?: Spec) {
    this.spec = spec;
  }

  readonly answer: Answering = ({ method, body, query }, response) => {
    const { spec, metadata } = body as { spec?: Spec; metadata?: { resourceVersion?: string } };
    if (this.isBroken) {
      return refuse(response, 500);
    }
    if (query.watch === 'true') {
      return this.mayBeWatched ? void this.watches.push(beginWatch(response)) : refuse(response, 403);
    }
    if (method === 'GET') {
      return this.spec === undefined ? refuse(response, 404) : send(response, this.object());
    }
    if (method === 'POST' && this.spec !== undefined) {
      return refuse(response, 409);
    }
    if (method === 'PUT' && metadata?.resourceVersion !== String(this.version)) {
      return refuse(response, 409);
    }
    this.take(spec ?? {});
    return send(response, this.object());
  };

  /** Somebody writes. */
  take(spec: Spec): void {
    this.spec = spec;
    this.version += 1;
    this.watches.forEach((tell) => tell('MODIFIED', this.object()));
  }

  /** Somebody removes the lease. */
  remove(): void {
    const object = this.object();
    this.spec = undefined;
    this.watches.forEach((tell) => tell('DELETED', object));
  }

  private object(): object {
    return {
      metadata: { name: 'flagger-leader-election', namespace: 'flagger', resourceVersion: String(this.version) },
      spec: this.spec,
    };
  }
}

/** A process that wants to lead, and a clock of its own. */
export interface Candidate {
  readonly lease: Lease;
  readonly lost: string[];
  readonly pass: (ms: number) => void;
  readonly end: AbortController;
  readonly log: ReturnType<typeof aLog>;
}

export const isWatched = ({ asked }: TestServer): boolean => asked.some(({ query }) => query.watch === 'true');

export function candidate({ connection }: TestServer, options: Partial<LeaseOptions> = {}): Candidate {
  let time = 0;
  const lost: string[] = [];
  const end = new AbortController();
  const machine = { ...thisMachine, elapsed: () => time, now: () => START + time };
  const log = aLog();
  const timings = { retryMs: 5, ...options.timings };
  const lease = createLease({
    connection,
    namespace: 'flagger',
    identity: 'me',
    log,
    onLost: () => lost.push('lost'),
    machine,
    ...options,
    timings,
  });
  atEnd(async () => end.abort());
  return { lease, lost, pass: (ms) => void (time += ms), end, log };
}
