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

it('a suspended canary that is deleted asks why the target does not start as often as any other, and tells it', async () => {
  const MOST = 100;
  const world: MemoryShell = aShell({
    canary: aCanary({ spec: { revertOnDeletion: true } }),
    find: (question) => {
      if (question.what !== 'target-pods') {
        return allIsWell(question);
      }
      // an answer that leads to the next question at once would go on for ever
      return world.asked.filter(({ what }) => what === 'target-pods').length > MOST
        ? new Promise(() => undefined)
        : [{ kind: 'pods', trouble: { pod: 'podinfo-1', reason: 'ImagePullBackOff' } }];
    },
  });
  world.start();
  await world.pass(30);
  suspend(world, true);
  world.pods.podMs = 3_600_000;
  world.edit(aCanary(), (canary) => ({
    ...canary,
    metadata: { ...canary.metadata, deletionTimestamp: '2026-01-01T00:00:30Z' },
  }));
  await world.pass(600);
  expect(world.asked.filter(({ what }) => what === 'target-pods').length).toBeLessThan(MOST);
  expect(world.events.map(({ message }) => message).join('\n')).toContain('ImagePullBackOff');
});
