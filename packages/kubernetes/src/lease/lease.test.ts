import { describe, expect, it } from '@jest/globals';
import { serve, until } from '../../test/api-server.ts';
import { thisMachine } from '../client/machine.ts';
import { candidate, Leases, PATH, START } from '../../test/candidate.ts';

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
    expect(leases.spec).toEqual({
      holderIdentity: 'me',
      leaseDurationSeconds: 60,
      acquireTime: time,
      renewTime: time,
      leaseTransitions: 0,
    });
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

  it('is made anew by its holder when it is removed', async () => {
    const leases = new Leases();
    const { lease, lost, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    leases.remove();
    await until(() => leases.spec !== undefined);
    expect([leases.spec?.holderIdentity, lost, lease.isFresh()]).toEqual(['me', [], true]);
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
    const { lease, end } = candidate(await serve(new Leases().answer), {
      machine: { ...thisMachine, elapsed: () => 0, now: () => now },
      timings: { retryMs: 60_000 },
    });
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

  it('is lost also when somebody else had it and gave it back: what he did meanwhile is not known', async () => {
    const leases = new Leases();
    const { lease, lost, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    leases.take({ holderIdentity: '', leaseDurationSeconds: 1, leaseTransitions: 2 });
    await until(() => lost.length > 0);
    expect([lease.isFresh(), leases.spec?.holderIdentity]).toEqual([false, '']);
  });

  it('is not fresh after a pause of the process, before any renewal has failed, and is lost then', async () => {
    const leases = new Leases();
    const { lease, lost, pass, end } = candidate(await serve(leases.answer));
    await lease.acquire(end.signal);
    leases.take({ holderIdentity: 'other', leaseDurationSeconds: 60, leaseTransitions: 1 });
    pass(60_000);
    expect([lease.isFresh(), lost]).toEqual([false, []]);
    await until(() => lost.length > 0);
    expect(leases.spec?.holderIdentity).toBe('other');
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

  it('cannot be given back where the cluster does not answer, which is told', async () => {
    const leases = new Leases();
    const { lease, end, log } = candidate(await serve(leases.answer), { timings: { requestMs: 20 } });
    await lease.acquire(end.signal);
    leases.isBroken = true;
    await lease.release();
    expect(log.lines.at(-1)).toBe('warn the lease cannot be given back: others have to wait for its end');
  });

  it('is waited for until the signal aborts', async () => {
    const leases = new Leases({ holderIdentity: 'other', leaseDurationSeconds: 60 });
    const { lease, end } = candidate(await serve(leases.answer));
    const acquired = lease.acquire(end.signal);
    end.abort(new Error('stopped'));
    await expect(acquired).rejects.toThrow('stopped');
  });
});
