import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { valueAt } from '../compare/values.ts';
import { type Course, Fleet } from './fleet.ts';
import type { Replica } from './replica.ts';
import { installCrds } from './scene.ts';

const SHARDS = 3;
/** `CANARIES=300` on a machine that bears it. */
const CANARIES = Number(process.env['CANARIES'] ?? 24);
const NAMESPACES = 6;
const LEASE_S = Number(process.env['LEASE_SECONDS'] ?? 30);

let fleet: Fleet;
let undisturbed: Course;
let version = 1;
let close = async (): Promise<void> => undefined;

/** A release of all canaries, in which a replica is disturbed after some ms: all go the same way as without. */
async function disturbed(afterMs: number, disturb: () => Promise<void>): Promise<void> {
  const courses = await fleet.release(`1.${++version}.0`, async () => {
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await disturb();
  });
  courses.forEach((course) => expect(course).toEqual(undisturbed));
}

/** The replicas that run, and the first of them. */
async function three(): Promise<readonly [Replica, ...Replica[]]> {
  const running = fleet.replicas.filter(({ isOver }) => !isOver);
  for (let missing = SHARDS - running.length; missing > 0; missing--) {
    running.push(await fleet.start());
  }
  await fleet.holding(...running.map((replica) => [replica, 1] as const));
  const [first, ...others] = running;
  if (first === undefined) {
    throw new Error('nobody runs');
  }
  return [first, ...others];
}

beforeAll(async () => {
  await installCrds();
  fleet = await Fleet.in('fleet', {
    namespaces: NAMESPACES,
    canaries: CANARIES / NAMESPACES,
    flags: [`-shards=${SHARDS}`, `-lease-duration=${LEASE_S}s`],
  });
  close = () => fleet.close();
}, 600_000);

afterAll(() => close(), 120_000);

describe(`three replicas that share ${CANARIES} canaries`, () => {
  it('hold one shard each, and together release every canary', async () => {
    await three();
    await fleet.phase('Initialized');
    const courses = await fleet.release('1.1.0', async () => undefined);
    const [first] = courses;
    undisturbed = first ?? { statuses: [], events: [], calls: {} };
    expect(undisturbed).toMatchObject({
      statuses: expect.arrayContaining(['Progressing 20', 'Progressing 40', 'Progressing 60', 'Succeeded 0']),
      calls: { 'pre-rollout': 1, rollout: 3, 'confirm-promotion': 1, 'post-rollout': 1 },
    });
    courses.forEach((course) => expect(course).toEqual(undisturbed));
    expect(fleet.replicas.every(({ writes }) => writes.length > 0)).toBe(true);
    const shares = await Promise.all(fleet.replicas.map((replica) => replica.gauge('flagger_shard_canaries')));
    expect(shares.flatMap((share) => [...share.values()]).reduce((sum, each) => sum + each, 0)).toBe(CANARIES);
    expect(await Promise.all(fleet.replicas.map((replica) => replica.answers('/readyz')))).toEqual([200, 200, 200]);
    const lease = await fleet.home.get('coordination.k8s.io/v1', 'Lease', 'flagger-leader-election');
    expect(valueAt(lease, 'spec', 'holderIdentity')).toBe('flagger-of-3-shards-by-namespace');
  }, 900_000);

  it('go on where one is killed in the middle of their releases', async () => {
    const [first, ...others] = await three();
    await disturbed(6_000, async () => {
      first.signal('SIGKILL');
      await first.exit;
      await fleet
        .holding(...others.map((replica, index) => [replica, index === 0 ? 1 : 2] as const))
        .catch(() => fleet.holding(...others.map((replica, index) => [replica, index === 0 ? 2 : 1] as const)));
    });
  }, 900_000);

  it('go on where one stands still for longer than its leases: when it wakes it writes nothing, and ends', async () => {
    const [first] = await three();
    await disturbed(5_000, async () => {
      first.signal('SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const before = first.writes.length;
      await new Promise((resolve) => setTimeout(resolve, (LEASE_S + 10) * 1_000));
      first.signal('SIGCONT');
      expect([await first.exit, first.writes.slice(before)]).toEqual([1, []]);
    });
  }, 900_000);

  it('give a fair part to one that is added, without calling any hook twice', async () => {
    await three();
    const running = fleet.replicas.filter(({ isOver }) => !isOver);
    running[2]?.signal('SIGTERM');
    await running[2]?.exit;
    await fleet.home.until(
      async () => (await Promise.all(running.slice(0, 2).map((each) => fleet.heldBy(each)))).flat().length === SHARDS,
      'two replicas hold all shards',
      180,
    );
    await disturbed(4_000, async () => {
      await three();
    });
    for (const hook of ['pre-rollout', 'confirm-promotion', 'post-rollout']) {
      expect(new Set(fleet.callsOf(hook))).toEqual(new Set([1]));
    }
  }, 900_000);

  it('go on where one is cut off from the API server: it gives up, and another takes its shard', async () => {
    const [first] = await three();
    await disturbed(6_000, async () => {
      first.proxy.cut();
      expect([await first.exit, first.said('Leadership lost').length]).toEqual([1, 1]);
    });
  }, 900_000);
});
