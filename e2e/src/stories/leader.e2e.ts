import { beforeAll, describe, expect, it } from '@jest/globals';
import { textOf, valueAt } from '../compare/values.ts';
import { rolloutOf, type Course, type Pair } from './pair.ts';
import { installCrds, type Scene } from './scene.ts';

const LEASE_MS = 9_000;
const LEASE = `${LEASE_MS / 1000}s`;
/** About as long as the rollout takes. */
const LONGEST_MS = 7_000;
const ROUNDS = Number(process.env['ROUNDS'] ?? 2);
/** The moments: the same in each run of CI; `SEED=$RANDOM` draws others. */
const SEED = Number(process.env['SEED'] ?? 591_238);

/** Moments of the rollout, in ms after its beginning; the same for the same seed. */
function moments(story: number): readonly number[] {
  let state = SEED * 31 + story;
  return Array.from({ length: ROUNDS }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * LONGEST_MS);
  });
}

let undisturbed: Course;

beforeAll(async () => {
  await installCrds();
  undisturbed = await rolloutOf({
    name: 'leader-undisturbed',
    lease: LEASE,
    afterMs: 0,
    disturb: async () => undefined,
  });
});

async function leadsNow({ scene, standby }: Pair, seconds: number): Promise<void> {
  await scene.until(async () => standby.isLeading, 'the standby leads', seconds);
}

const leaseOf = (scene: Scene): ReturnType<Scene['get']> =>
  scene.get('coordination.k8s.io/v1', 'Lease', 'flagger-leader-election');
const timeIn = async (scene: Scene, field: string): Promise<number> =>
  Date.parse(textOf(valueAt(await leaseOf(scene), 'spec', field)));

/**
 * The next leader took the lease when its duration after the last renewal was over: not before, and but for requests
 * not later.
 */
async function takenInTime(pair: Pair, renewedAt: number): Promise<void> {
  await leadsNow(pair, (3 * LEASE_MS) / 1000);
  const took = (await timeIn(pair.scene, 'acquireTime')) - renewedAt;
  expect(took).toBeGreaterThanOrEqual(LEASE_MS);
  expect(took).toBeLessThan(LEASE_MS + 2_000);
}

describe(`two replicas with leader election (SEED=${SEED})`, () => {
  it('go the whole way without a disturbance: the leader works, the other only watches', async () => {
    expect(undisturbed).toMatchObject({
      state: ['1.1.0', 2, 0, [100, 0]],
      weights: [0, 20, 40, 60, 0],
      calls: { 'pre-rollout': 1, rollout: 3, 'confirm-promotion': 1, 'post-rollout': 1 },
    });
    await rolloutOf({
      name: 'leader-standby',
      lease: LEASE,
      afterMs: 2_000,
      disturb: async ({ leader, standby }) => {
        expect([
          await standby.answers('/healthz'),
          await standby.answers('/readyz'),
          await leader.answers('/readyz'),
        ]).toEqual([200, 200, 200]);
        expect([standby.writes.length, leader.writes.length > 0]).toEqual([0, true]);
      },
    });
  });

  it.each(moments(1))(
    'the leader is killed %d ms into the rollout: the other goes on when the lease is over',
    async (afterMs) => {
      const course = await rolloutOf({
        name: `leader-killed-${afterMs}`,
        lease: LEASE,
        afterMs,
        disturb: async (pair) => {
          pair.leader.signal('SIGKILL');
          await pair.leader.exit;
          await takenInTime(pair, await timeIn(pair.scene, 'renewTime'));
        },
      });
      expect(course).toEqual(undisturbed);
    },
  );

  it.each(moments(2))(
    'the leader is paused %d ms into the rollout for longer than the lease: it writes nothing when it wakes, and ends',
    async (afterMs) => {
      const course = await rolloutOf({
        name: `leader-paused-${afterMs}`,
        lease: LEASE,
        afterMs,
        disturb: async (pair) => {
          const { leader, scene } = pair;
          leader.signal('SIGSTOP');
          await new Promise((resolve) => setTimeout(resolve, 500));
          const before = leader.writes.length;
          await takenInTime(pair, await timeIn(scene, 'renewTime'));
          // while the other is at work
          await new Promise((resolve) => setTimeout(resolve, afterMs % 2_000));
          leader.signal('SIGCONT');
          expect([await leader.exit, leader.said('Leadership lost').length]).toEqual([1, 1]);
          expect(leader.writes.slice(before)).toEqual([]);
        },
      });
      expect(course).toEqual(undisturbed);
    },
  );

  it.each(moments(3))(
    'the leader is cut off %d ms into the rollout: it gives up before the lease is over, and the other goes on',
    async (afterMs) => {
      const course = await rolloutOf({
        name: `leader-cut-off-${afterMs}`,
        lease: LEASE,
        afterMs,
        disturb: async (pair) => {
          const { leader, scene, standby } = pair;
          leader.proxy.cut();
          const renewedAt = await timeIn(scene, 'renewTime');
          expect([await leader.exit, leader.said('Leadership lost').length, standby.isLeading]).toEqual([1, 1, false]);
          await takenInTime(pair, renewedAt);
        },
      });
      expect(course).toEqual(undisturbed);
    },
  );

  it.each(moments(4))(
    'the leader is told to stop %d ms into the rollout: the other goes on at once, however long the lease is',
    async (afterMs) => {
      const course = await rolloutOf({
        name: `leader-stopped-${afterMs}`,
        lease: '10m',
        afterMs,
        disturb: async (pair) => {
          pair.leader.signal('SIGTERM');
          expect(await pair.leader.exit).toBe(0);
          await leadsNow(pair, 30);
        },
      });
      expect(course).toEqual(undisturbed);
    },
  );

  it.each(moments(5))(
    'the other was cut off for a while %d ms into the rollout, and leads then: it does not act on what it saw before',
    async (afterMs) => {
      const course = await rolloutOf({
        name: `leader-deaf-${afterMs}`,
        lease: '1m',
        afterMs: afterMs % 3_000,
        disturb: async (pair) => {
          pair.standby.proxy.cut();
          await new Promise((resolve) => setTimeout(resolve, 2_500));
          pair.leader.signal('SIGTERM');
          expect(await pair.leader.exit).toBe(0);
          pair.standby.proxy.mend();
          await leadsNow(pair, 60);
        },
      });
      expect(course).toEqual(undisturbed);
    },
  );
});
