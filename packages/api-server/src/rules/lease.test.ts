import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, type JsonObject, objectAt } from '../json.ts';
import { trial, type Trial } from '../trial/trial.ts';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/test/leases';
const TIME = '2026-01-02T03:04:05.678901Z';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

const aLease = (name: string, spec: JsonObject): JsonObject => ({
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name },
  spec,
});

describe('a lease', () => {
  it.each([
    ['whole seconds', '2026-01-02T03:04:05Z', '"Z" as ".000000"'],
    ['milliseconds, as JavaScript writes them', '2026-01-02T03:04:05.678Z', '".678Z" as ".000000"'],
    ['five digits', '2026-01-02T03:04:05.67890Z', '".67890Z" as ".000000"'],
    ['nanoseconds', '2026-01-02T03:04:05.678901234Z', '"234Z" as "Z07:00"'],
    ['no zone', '2026-01-02T03:04:05.678901', '"" as "Z07:00"'],
    ['no time at all', 'now', '"now" as "2006"'],
  ])('whose time has %s is refused', async (_, renewTime, cannotParse) => {
    const { status, body } = await cluster.post(LEASES, aLease('refused', { renewTime }));
    expect(status).toBe(400);
    expect(at(body, 'message')).toBe(
      `Lease in version "v1" cannot be handled as a Lease: parsing time ${JSON.stringify(renewTime)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${cannotParse}`,
    );
    expect((await cluster.get(`${LEASES}/refused`)).status).toBe(404);
  });

  it('keeps its microseconds, in UTC', async () => {
    await cluster.post(LEASES, aLease('kept', { renewTime: TIME, acquireTime: '2026-01-02T03:04:05.000001+01:00' }));
    expect((await cluster.get(`${LEASES}/kept`)).body).toMatchObject({
      spec: { renewTime: TIME, acquireTime: '2026-01-02T02:04:05.000001Z' },
    });
  });

  it.each([
    ['a duration of nothing', { leaseDurationSeconds: 0 }],
    ['fewer transitions than none', { leaseTransitions: -1 }],
  ])('of %s is refused', async (_, spec) => {
    expect((await cluster.post(LEASES, aLease('refused', spec))).status).toBe(422);
  });

  it('is taken by one of two that read it free', async () => {
    const { body } = await cluster.post(LEASES, aLease('leader', { leaseDurationSeconds: 15 }));
    const take = async (holderIdentity: string): Promise<number> =>
      (await cluster.put(`${LEASES}/leader`, { ...objectAt(body), spec: { holderIdentity, renewTime: TIME } })).status;
    expect((await Promise.all([take('a'), take('b')])).toSorted()).toEqual([200, 409]);
  });

  it('cannot be taken without saying which version was read', async () => {
    await cluster.post(LEASES, aLease('versionless', {}));
    expect((await cluster.put(`${LEASES}/versionless`, aLease('versionless', { holderIdentity: 'a' }))).status).toBe(
      422,
    );
  });
});
