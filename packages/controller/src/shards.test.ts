import { describe, expect, it } from '@jest/globals';
import { ShardWorld } from '../test/shard-world.ts';
import { shardOf } from './shard-of.ts';

/** The first namespace of each of three shards. */
const [NONE, ONE, TWO] = [0, 1, 2].map(
  (shard) =>
    Array.from({ length: 50 }, (_, number) => `team-${number}`).find((name) => shardOf(name, 3) === shard) ?? '',
);
const KEYS = [NONE, ONE, TWO].map((namespace) => `${namespace}/podinfo`);

describe('the shards of a replica that is alone', () => {
  it('are all, each taken once what others wrote has been read, and its canaries get their turns', async () => {
    const world = new ShardWorld(3, KEYS);
    const one = world.replica('one');
    expect(KEYS.map((key) => one.shards.isKept(key))).toEqual([false, false, false]);
    await one.start();
    expect([one.held(), one.happened, [...one.turns]]).toEqual([
      [0, 1, 2],
      ['reads all', 'reads all', 'reads all'],
      KEYS,
    ]);
    expect(KEYS.map((key) => one.shards.isOurs(key) && one.shards.isKept(key))).toEqual([true, true, true]);
  });

  it('are acted on only under both leases, and with neither nothing is written anywhere', async () => {
    const world = new ShardWorld(3, KEYS);
    const one = world.replica('one');
    expect([one.shards.isFresh(ONE), one.shards.isFresh()]).toEqual([false, false]);
    await one.start();
    expect([one.shards.isFresh(ONE), one.shards.isFresh()]).toEqual([true, true]);
    world.leases.holders.set(1, 'somebody else');
    expect([one.shards.isFresh(ONE), one.shards.isFresh(TWO), one.shards.isFresh()]).toEqual([false, true, true]);
    one.fleet.isFresh = false;
    expect([one.shards.isFresh(TWO), one.shards.isFresh()]).toEqual([false, false]);
  });

  it('are written into by nobody while they are being read', async () => {
    const world = new ShardWorld(3, KEYS);
    const one = world.replica('one', { takeOver: () => new Promise(() => undefined) });
    await one.start();
    expect([world.leases.holders.size, one.held(), one.shards.isFresh(ONE)]).toEqual([3, [], false]);
    expect([one.shards.isOurs(KEYS[1] ?? ''), one.shards.isKept(KEYS[1] ?? '')]).toEqual([false, true]);
  });
});

describe('another replica', () => {
  it('gets its fair part, and each holds no more than that', async () => {
    const world = new ShardWorld(3, KEYS);
    const [one, two, three] = [world.replica('one'), world.replica('two'), world.replica('three')];
    await one.start();
    await two.start();
    await world.pass(12_000);
    expect([one.held().length, two.held().length].sort()).toEqual([1, 2]);
    await three.start();
    await world.pass(12_000);
    expect([one.held().length, two.held().length, three.held().length]).toEqual([1, 1, 1]);
    expect(new Set([one, two, three].flatMap(({ held }) => held()))).toEqual(new Set([0, 1, 2]));
  });

  it('gets a shard only after the last turn of its canaries, of which nothing is kept then', async () => {
    const world = new ShardWorld(2, KEYS);
    let isUnderWay = true;
    const one = world.replica('one', { isUnderWay: () => isUnderWay });
    const two = world.replica('two');
    await one.start();
    await two.start();
    await world.pass(12_000);
    expect([one.held(), two.held()]).toEqual([[0, 1], []]);
    isUnderWay = false;
    await world.pass(6_000);
    expect([one.held(), two.held()]).toEqual([[0], [1]]);
    const parted = KEYS.filter((key) => !one.shards.isOurs(key));
    expect(one.happened.filter((what) => what.startsWith('drops'))).toEqual(parted.map((key) => `drops ${key}`));
    expect(parted.some((key) => one.turns.has(key) || one.shards.isKept(key))).toBe(false);
  });

  it('does not wait for ever for what is under way', async () => {
    const world = new ShardWorld(2, KEYS);
    const one = world.replica('one', { isUnderWay: () => true });
    const two = world.replica('two');
    await one.start();
    await two.start();
    await world.pass(18_000);
    expect(two.held()).toEqual([]);
    await world.pass(12_000);
    expect([one.held(), two.held()]).toEqual([[0], [1]]);
  });

  it('that goes leaves its part to who stays', async () => {
    const world = new ShardWorld(3, KEYS);
    const [one, two] = [world.replica('one'), world.replica('two')];
    await one.start();
    await two.start();
    await world.pass(12_000);
    world.living.splice(world.living.indexOf('two'), 1);
    await two.shards.release();
    await world.pass(6_000);
    expect([one.held(), two.held(), two.fleet.isOurs]).toEqual([[0, 1, 2], [], false]);
  });

  it('of which there is none too many gets nothing, and waits', async () => {
    const world = new ShardWorld(2, KEYS);
    const replicas = ['one', 'two', 'three'].map((identity) => world.replica(identity));
    for (const replica of replicas) {
      await replica.start();
    }
    await world.pass(30_000);
    expect(replicas.map(({ held }) => held().length).sort()).toEqual([0, 1, 1]);
  });
});
