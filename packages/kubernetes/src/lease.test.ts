import { describe, expect, it } from '@jest/globals';
import { aLog, atEnd, refuse, send, serve, until } from '../test/api-server.ts';
import type { Answering, TestServer } from '../test/api-server.ts';
import { createLease } from './lease.ts';
import type { Lease, LeaseOptions } from './lease.ts';

const PATH = '/apis/coordination.k8s.io/v1/namespaces/flagger/leases';
const START = Date.parse('2026-01-02T03:04:05.678Z');

interface Spec {
  readonly holderIdentity?: string;
  readonly leaseTransitions?: number;
  readonly acquireTime?: string;
  readonly renewTime?: string;
  readonly leaseDurationSeconds?: number;
}

/** The leases of a cluster: one object, guarded by its resourceVersion. */
class Leases {
  spec: Spec | undefined;
  isBroken = false;
  private version = 1;

  constructor(spec?: Spec) {
    this.spec = spec;
  }

  readonly answer: Answering = ({ method, body }, response) => {
    const { spec, metadata } = body as { spec?: Spec; metadata?: { resourceVersion?: string } };
    if (this.isBroken) return refuse(response, 500);
    if (method === 'GET') return this.spec === undefined ? refuse(response, 404) : send(response, this.object());
    if (method === 'POST' && this.spec !== undefined) return refuse(response, 409);
    if (method === 'PUT' && metadata?.resourceVersion !== String(this.version)) return refuse(response, 409);
    this.take(spec ?? {});
    return send(response, this.object());
  };

  /** Somebody writes. */
  take(spec: Spec): void {
    this.spec = spec;
    this.version += 1;
  }

  private object(): object {
    return { metadata: { name: 'flagger-leader-election', namespace: 'flagger', resourceVersion: String(this.version) }, spec: this.spec };
  }
}

interface Candidate {
  readonly lease: Lease;
  readonly lost: string[];
  readonly pass: (ms: number) => void;
  readonly end: AbortController;
}

function candidate({ connection }: TestServer, options: Partial<LeaseOptions> = {}): Candidate {
  let time = 0;
  const lost: string[] = [];
  const end = new AbortController();
  const clock = { elapsed: () => time, now: () => START + time };
  const timings = { retryMs: 5, ...options.timings };
  const lease = createLease({ connection, namespace: 'flagger', identity: 'me', log: aLog(), onLost: () => lost.push('lost'), ...clock, ...options, timings });
  atEnd(async () => end.abort());
  return { lease, lost, pass: (ms) => void (time += ms), end };
}

describe('Lease', () => {
  it('is created where there is none, with times of six digits', async () => {
    const leases = new Leases();
    const server = await serve(leases.answer);
    const { lease, end } = candidate(server);
    expect(lease.isFresh()).toBe(false);
    await lease.acquire(end.signal);
    expect(lease.isFresh()).toBe(true);
    expect(server.lines().slice(0, 2)).toEqual([`GET ${PATH}/flagger-leader-election`, `POST ${PATH}`]);
    const time = '2026-01-02T03:04:05.678000Z';
    expect(leases.spec).toEqual({ holderIdentity: 'me', leaseDurationSeconds: 60, acquireTime: time, renewTime: time, leaseTransitions: 0 });
    await lease.release();
  });

  it('is renewed by one request at a time, keeping when it was acquired', async () => {
    const leases = new Leases();
    const server = await serve(leases.answer);
    const { lease, pass, end } = candidate(server);
    await lease.acquire(end.signal);
    pass(5_000);
    await until(() => leases.spec?.renewTime === '2026-01-02T03:04:10.678000Z');
    expect(leases.spec).toMatchObject({ acquireTime: '2026-01-02T03:04:05.678000Z', leaseTransitions: 0 });
    expect(new Set(server.lines().slice(2))).toEqual(new Set([`PUT ${PATH}/flagger-leader-election`]));
    await lease.release();
  });

  it('is taken over only once its holder has not renewed it for its whole duration, by our own clock', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60, leaseTransitions: 4, renewTime: '2020-01-01T00:00:00.000000Z' });
    const server = await serve(leases.answer);
    const { lease, pass, end } = candidate(server);
    const acquired = lease.acquire(end.signal);
    await until(() => server.asked.length >= 3);
    pass(59_000);
    leases.take({ ...leases.spec, renewTime: '2020-01-01T00:00:59.000000Z' });
    const seen = server.asked.length;
    await until(() => server.asked.length >= seen + 3);
    pass(59_000);
    await until(() => server.asked.length >= seen + 6);
    expect(leases.spec).toMatchObject({ holderIdentity: 'other' });
    pass(1_000);
    await acquired;
    expect(leases.spec).toMatchObject({ holderIdentity: 'me', leaseTransitions: 5 });
    await lease.release();
  });

  it('is taken at once where its holder gave it back', async () => {
    const leases = new Leases({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 4 });
    const { lease, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    expect(leases.spec).toMatchObject({ holderIdentity: 'me', leaseTransitions: 5 });
    await lease.release();
  });

  it('is not fresh any more some time before others may take it', async () => {
    const leases = new Leases();
    const { lease, pass, end } = candidate(await serve(leases.answer), { timings: { retryMs: 60_000 } });
    await lease.acquire(end.signal);
    pass(39_000);
    expect(lease.isFresh()).toBe(true);
    pass(1_000);
    expect(lease.isFresh()).toBe(false);
  });

  it('is not fresh after a sleep that the clock of the process did not count', async () => {
    let now = START;
    const { lease, end } = candidate(await serve(new Leases().answer), { now: () => now, timings: { retryMs: 60_000 } });
    await lease.acquire(end.signal);
    now += 40_000;
    expect(lease.isFresh()).toBe(false);
  });

  it('survives failing renewals up to its deadline, and is lost after it', async () => {
    const leases = new Leases();
    const server = await serve(leases.answer);
    const { lease, lost, pass, end } = candidate(server, { timings: { requestMs: 20 } });
    await lease.acquire(end.signal);
    leases.isBroken = true;
    const seen = server.asked.length;
    pass(14_000);
    await until(() => server.asked.length >= seen + 10);
    expect([lost, lease.isFresh()]).toEqual([[], true]);
    pass(1_000);
    await until(() => lost.length > 0);
    expect([lost, lease.isFresh()]).toEqual([['lost'], false]);
  });

  it('is lost at once when somebody else has it', async () => {
    const leases = new Leases();
    const { lease, lost, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    leases.take({ holderIdentity: 'other', leaseDurationSeconds: 60, leaseTransitions: 1 });
    await until(() => lost.length > 0);
    expect([lost, lease.isFresh(), leases.spec?.holderIdentity]).toEqual([['lost'], false, 'other']);
  });

  it('is given back at the end, so that the next need not wait', async () => {
    const leases = new Leases();
    const { lease, lost, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    await lease.release();
    expect(leases.spec).toMatchObject({ holderIdentity: '', leaseDurationSeconds: 1 });
    expect([lost, lease.isFresh()]).toEqual([[], false]);
  });

  it('is not given back by who does not have it', async () => {
    const leases = new Leases();
    const { lease, lost, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    leases.take({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    await until(() => lost.length > 0);
    await lease.release();
    expect(leases.spec?.holderIdentity).toBe('other');
  });

  it('is waited for until the signal aborts', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    const { lease, end } = candidate(await serve(leases.answer));
    const acquired = lease.acquire(end.signal);
    end.abort(new Error('stopped'));
    await expect(acquired).rejects.toThrow('stopped');
  });
});
