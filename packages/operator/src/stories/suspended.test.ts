import type { MemoryShell } from '@flagger/testing';
import { expect, it } from '@jest/globals';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, success, weights } from './podinfo.ts';

const suspend = (world: MemoryShell, isSuspended: boolean): void =>
  world.edit(aCanary(), (canary) => ({ ...canary, spec: { ...(canary['spec'] as object), suspend: isSuspended } }));

it('a check that was asked before a canary was suspended moves nobody on when it is resumed', async () => {
  let value = 99.9;
  const world: MemoryShell = aShell({
    find: (question) =>
      question.what === 'check'
        ? new Promise((resolve) => {
            const found = [success(value)];
            world.clock.after(3000, () => resolve(found));
          })
        : allIsWell(question),
  });
  world.start();
  await world.pass(30);
  setImage(world, 'podinfo:2');
  for (let seconds = 0; weights(world)[1] !== 60 && seconds < 60; seconds++) {
    await world.pass(1);
  }
  // the last check is being asked
  await world.pass(11);
  suspend(world, true);
  await world.pass(7200);
  expect([world.canary().status?.phase, weights(world)]).toEqual(['Progressing', [40, 60]]);
  value = 10;
  suspend(world, false);
  await world.pass(90);
  expect([world.canary().status?.phase, weights(world), running(world, PRIMARY)]).toEqual([
    'Failed',
    [100, 0],
    'podinfo:1 x2',
  ]);
});
