import { describe, expect, it } from '@jest/globals';
import { aWorld, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';

describe('a rollout', () => {
  it('initialises, promotes a new image and comes to rest', async () => {
    const world = aWorld();
    world.start();
    await world.pass(30);
    expect(world.canary().status?.phase).toBe('Initialized');
    expect([running(world, TARGET), running(world, PRIMARY), weights(world)]).toEqual([
      'podinfo:1 x0',
      'podinfo:1 x2',
      [100, 0],
    ]);
    setImage(world, 'podinfo:2');
    await world.pass(120);
    expect(world.canary().status?.phase).toBe('Succeeded');
    expect([running(world, TARGET), running(world, PRIMARY), weights(world)]).toEqual([
      'podinfo:2 x0',
      'podinfo:2 x2',
      [100, 0],
    ]);
    const { length } = world.writes;
    await world.pass(3600);
    expect(world.writes.slice(length)).toEqual([]);
  });

  it('rolls back on bad metrics, without waiting for another interval, and never touches the primary', async () => {
    const world = aWorld({ find: ({ what }) => (what === 'check' ? [success(87.25)] : []) });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(120);
    expect(
      world.statuses.map(({ phase, canaryWeight, failedChecks }) => `${phase} ${canaryWeight} ${failedChecks}`),
    ).toEqual([
      'Initializing 0 0',
      'Initialized 0 0',
      'Progressing 0 0',
      'Progressing 30 0',
      'Progressing 30 1',
      'Progressing 30 2',
      'Failed 0 0',
    ]);
    expect([running(world, TARGET), running(world, PRIMARY), weights(world)]).toEqual([
      'podinfo:2 x0',
      'podinfo:1 x2',
      [100, 0],
    ]);
  });
});
