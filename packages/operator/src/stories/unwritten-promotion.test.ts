import { Wait } from '@flagger/api';
import type { MemoryShell, WriteAttempt } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, weights } from './podinfo.ts';
import { bad, phase, told } from './stuck-promotion.ts';

const abort = (world: MemoryShell): void =>
  world.edit(aCanary(), (canary) => ({
    ...canary,
    metadata: { ...canary.metadata, annotations: { 'flagger.app/abort': 'r1 by anna' } },
  }));

const isCopy = ({ what, moment }: WriteAttempt): boolean =>
  moment === 'after' && what.startsWith('replace Deployment podinfo-primary');

/** The operator died as podinfo:2 was copied to the primary: the status says nothing of it. */
async function killed(settings: Parameters<typeof aShell>[0] = {}): Promise<MemoryShell> {
  let isArmed = true;
  const world = aShell({
    ...settings,
    onWrite: (write, process) => {
      if (isArmed && isCopy(write)) {
        isArmed = false;
        process.kill();
      }
    },
  });
  world.start();
  await world.pass(30);
  setImage(world, 'podinfo:2');
  await world.pass(60);
  expect([isArmed, phase(world), running(world, PRIMARY)]).toEqual([false, 'Progressing', 'podinfo:2 x2']);
  return world;
}

async function isSetBack(world: MemoryShell): Promise<void> {
  setImage(world, 'podinfo:1');
  await world.pass(120);
  expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:1 x2', [100, 0]]);
}

describe('a primary that was copied while the status does not say so', () => {
  it('is what an abort finds, also where the operator died in between: set back, the target is promoted again', async () => {
    const world = await killed();
    abort(world);
    world.start();
    await world.pass(30);
    expect([phase(world), weights(world)]).toEqual(['Failed', [0, 100]]);
    expect(told(world)).toContainEqual(
      expect.stringMatching(/^Promotion of podinfo\.test aborted by anna: .*overwritten/),
    );
    await isSetBack(world);
  });

  it('is what an abort finds that reaches the API server just before the status', async () => {
    let isArmed = true;
    const world: MemoryShell = aShell({
      onWrite: ({ what, moment }) => {
        if (isArmed && moment === 'before' && what === 'status Promoting') {
          isArmed = false;
          abort(world);
        }
      },
    });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(60);
    expect([isArmed, phase(world), weights(world)]).toEqual([false, 'Failed', [0, 100]]);
    await isSetBack(world);
  });

  it('is promoted where the status is refused for longer than the deadline, with users where they were', async () => {
    let isRefused: boolean | undefined;
    const world: MemoryShell = aShell({
      canary: aCanary({ spec: { progressDeadlineSeconds: 60 } }),
      onWrite: ({ what, moment }) => {
        isRefused ??= what === 'status Promoting' ? true : undefined;
        if (isRefused && moment === 'before' && what.startsWith('status ')) {
          throw new Wait('admission webhook is away');
        }
      },
    });
    world.start();
    await world.pass(30);
    setImage(world, 'podinfo:2');
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Progressing', 'podinfo:2 x2', [40, 60]]);
    isRefused = false;
    await world.pass(60);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Succeeded', 'podinfo:2 x2', [100, 0]]);
    await isSetBack(world);
  });

  it('is promoted where the target was changed since to what fails', async () => {
    let isGood = true;
    const world = await killed({
      canary: aCanary({ analysis: { threshold: 1 } }),
      find: (question) => (isGood ? allIsWell : bad)(question),
    });
    isGood = false;
    setImage(world, 'podinfo:3');
    world.start();
    await world.pass(120);
    expect([phase(world), running(world, PRIMARY), weights(world)]).toEqual(['Failed', 'podinfo:2 x2', [100, 0]]);
    isGood = true;
    await isSetBack(world);
  });
});
