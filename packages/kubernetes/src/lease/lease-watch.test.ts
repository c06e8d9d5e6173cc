import { describe, expect, it } from '@jest/globals';
import { serve, settled, until } from '../../test/api-server.ts';
import { candidate, isWatched, Leases, PATH } from '../../test/candidate.ts';

describe('a lease that another holds', () => {
  it('is taken over only once its holder has not renewed it for its whole duration, by our own clock', async () => {
    const leases = new Leases({
      holderIdentity: 'other',
      leaseDurationSeconds: 60,
      leaseTransitions: 4,
      renewTime: '2020-01-01T00:00:00.000000Z',
    });
    const server = await serve(leases.answer);
    const { lease, pass, end } = candidate(server);
    const acquired = lease.acquire(end.signal);
    await until(() => isWatched(server));
    pass(59_000);
    leases.take({ ...leases.spec, renewTime: '2020-01-01T00:00:59.000000Z' });
    await settled();
    pass(59_000);
    await settled();
    expect([leases.spec?.holderIdentity, server.asked.length]).toEqual(['other', 2]);
    pass(1_000);
    await acquired;
    expect(leases.spec).toMatchObject({ holderIdentity: 'me', leaseTransitions: 5 });
    await lease.release();
  });

  it('is watched alone while another holds it, and taken at once when that one gives it back', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60, leaseTransitions: 4 });
    const server = await serve(leases.answer);
    const { lease, end, log } = candidate(server);
    const acquired = lease.acquire(end.signal);
    await until(() => isWatched(server));
    expect(server.asked[1]).toMatchObject({
      path: PATH,
      query: { fieldSelector: 'metadata.name=flagger-leader-election', resourceVersion: '1' },
    });
    leases.take({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 4 });
    await acquired;
    expect(leases.spec).toMatchObject({ holderIdentity: 'me', leaseTransitions: 5 });
    expect(log.lines).toEqual([
      'info Starting leader election',
      'info Another instance has been elected as leader',
      'info Acting as elected leader',
    ]);
    await lease.release();
  });

  it('is watched at once also when another was faster to make it', async () => {
    const leases = new Leases();
    const server = await serve((call, response) => {
      const isFirst = call.method === 'POST' && leases.spec === undefined;
      if (isFirst) {
        leases.take({ holderIdentity: 'other', leaseDurationSeconds: 600 });
      }
      return leases.answer(call, response);
    });
    const { lease, end } = candidate(server, { timings: { retryMs: 3_600_000 } });
    const acquired = lease.acquire(end.signal);
    await until(() => isWatched(server));
    expect(server.asked.map(({ method }) => method)).toEqual(['GET', 'POST', 'GET', 'GET']);
    leases.take({ holderIdentity: '', leaseDurationSeconds: 1 });
    await acquired;
    expect(leases.spec).toMatchObject({ holderIdentity: 'me' });
    await lease.release();
  });

  it('is asked for again and again where it may not be watched', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    leases.mayBeWatched = false;
    const server = await serve(leases.answer);
    const { lease, end } = candidate(server);
    const acquired = lease.acquire(end.signal);
    await until(() => server.asked.length >= 5);
    expect(server.asked.filter(({ query }) => query.watch === 'true')).toHaveLength(1);
    leases.take({ holderIdentity: '', leaseDurationSeconds: 1 });
    await acquired;
    await lease.release();
  });

  it("is no one's for the taking when it is removed, since its holder does not stop for that", async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    const server = await serve(leases.answer);
    const { lease, pass, end } = candidate(server);
    const acquired = lease.acquire(end.signal);
    await until(() => isWatched(server));
    leases.remove();
    await until(() => server.asked.length >= 5);
    expect(leases.spec).toBeUndefined();
    pass(60_000);
    await acquired;
    expect(leases.spec).toMatchObject({ holderIdentity: 'me' });
    await lease.release();
  });

  it('is not taken any more by who is told to release it while he waits for it', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    const server = await serve(leases.answer);
    const { lease, pass, end } = candidate(server);
    const acquired = lease.acquire(end.signal).catch((error: unknown) => String(error));
    await until(() => isWatched(server));
    pass(60_000);
    await lease.release();
    expect([await acquired, leases.spec?.holderIdentity]).toEqual(['Error: the lease is not wanted any more', 'other']);
  });
});
