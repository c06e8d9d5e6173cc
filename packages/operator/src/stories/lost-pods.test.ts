import type { Finding, KubeObject, Question } from '@flagger/api';
import type { MemoryShell } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, allIsWell, aShell, PRIMARY, setImage, TARGET, weights } from './podinfo.ts';

const DEADLINE_S = 120;
const AT = '2026-01-01T00:00:00Z';

/** One of four pods is gone after the rollout was over: Kubernetes says that the Deployment is available, and nothing of a time. */
function losesOnePod(world: MemoryShell, ref: KubeObject | typeof TARGET | typeof PRIMARY): void {
  const conditions = [
    { type: 'Available', status: 'True', reason: 'MinimumReplicasAvailable', lastUpdateTime: AT },
    { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', lastUpdateTime: AT },
  ];
  const counts = { replicas: 4, updatedReplicas: 4, availableReplicas: 3, readyReplicas: 3 };
  world.edit(ref, (found) => ({ ...found, status: { ...(found.status as object), ...counts, conditions } }));
}

/** In a run, with half of the users on the canary. */
async function inRun(find: (question: Question) => readonly Finding[] = allIsWell): Promise<MemoryShell> {
  const webhooks = [{ name: 'back', type: 'rollback', url: 'http://hooks.test/' }];
  const world = aShell({
    canary: aCanary({
      analysis: { webhooks, stepWeight: 10, maxWeight: 90 },
      spec: { progressDeadlineSeconds: DEADLINE_S },
    }),
    find,
  });
  world.edit(TARGET, (found) => ({ ...found, spec: { ...(found.spec as object), replicas: 4 } }));
  world.start();
  await world.pass(20);
  setImage(world, 'podinfo:2');
  await world.pass(25);
  expect(world.canary().status?.phase).toBe('Progressing');
  return world;
}

describe('some pods go in the middle of a run, and Kubernetes says that all is well', () => {
  it('is taken back at the deadline of the Canary where those of the canary are missed, and says why', async () => {
    const world = await inRun();
    losesOnePod(world, TARGET);
    await world.pass(DEADLINE_S - 10);
    expect(world.canary().status?.phase).toBe('Progressing');
    await world.pass(30);
    expect(world.canary().status?.phase).toBe('Failed');
    expect(weights(world)).toEqual([100, 0]);
    const missing = 'waiting for rollout to finish: 3 of 4 (readyThreshold 100%) updated replicas are available';
    expect(world.events.map(({ message }) => message)).toContain(
      `canary deployment podinfo.test not ready: ${missing}`,
    );
  });

  it('goes on where they come back in time', async () => {
    const world = await inRun();
    losesOnePod(world, TARGET);
    await world.pass(DEADLINE_S - 10);
    world.edit(TARGET, (found) => ({ ...found, status: { ...(found.status as object), availableReplicas: 4 } }));
    await world.pass(300);
    expect(world.canary().status?.phase).toBe('Succeeded');
  });

  it('goes on at the deadline where those of the primary are missed, which the promotion replaces', async () => {
    const world = await inRun();
    losesOnePod(world, PRIMARY);
    const before = weights(world);
    await world.pass(DEADLINE_S - 10);
    expect(weights(world)).toEqual(before);
    await world.pass(200);
    expect(world.canary().status?.phase).toBe('Succeeded');
  });

  it('ends where the target is set back to what the primary ran whole before', async () => {
    const world = await inRun();
    losesOnePod(world, PRIMARY);
    await world.pass(DEADLINE_S - 10);
    setImage(world, 'podinfo:1');
    await world.pass(60);
    expect([world.canary().status?.phase, weights(world)]).toEqual(['Succeeded', [100, 0]]);
    expect(world.events.map(({ message }) => message)).toContain(
      'podinfo.test was set back to the promoted revision, stopping the analysis',
    );
  });

  it.each([TARGET, PRIMARY])('hears the hook that takes it back meanwhile', async (ref) => {
    let isToGoBack = false;
    const world = await inRun((question) =>
      question.what === 'rollback'
        ? [{ kind: 'reply', hook: 'rollback', name: 'back', ok: isToGoBack, message: '' }]
        : allIsWell(question),
    );
    losesOnePod(world, ref);
    await world.pass(30);
    isToGoBack = true;
    await world.pass(25);
    expect(world.canary().status?.phase).toBe('Failed');
    expect(weights(world)).toEqual([100, 0]);
  });
});

describe('a node joins while a DaemonSet waits for approval', () => {
  const daemonSet = (image: string): KubeObject => {
    const { spec, ...rest } = aDeployment(image);
    return { ...rest, kind: 'DaemonSet', spec: { ...spec, replicas: undefined } };
  };
  const [target, primary] = [TARGET, PRIMARY].map((ref) => ({ ...ref, kind: 'DaemonSet' }));

  it.each([target, primary])('goes on waiting while the pod of the new node comes', async (ref) => {
    const world = aShell({
      canary: aCanary({
        analysis: { webhooks: [{ name: 'gate', type: 'confirm-promotion', url: 'http://gate.test/' }] },
        spec: { targetRef: { ...target, name: 'podinfo' }, progressDeadlineSeconds: DEADLINE_S },
      }),
      find: (question) =>
        question.what === 'confirm-promotion'
          ? [{ kind: 'reply', hook: 'confirm-promotion', name: 'gate', ok: false, message: '' }]
          : allIsWell(question),
    });
    world.objects.set(daemonSet('podinfo:1'));
    world.start();
    await world.pass(30);
    world.objects.set(daemonSet('podinfo:2'));
    await world.pass(10 * DEADLINE_S);
    expect(world.canary().status?.phase).toBe('WaitingPromotion');
    const before = weights(world);
    const counts = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 2 };
    world.edit(ref as typeof TARGET, (found) => ({ ...found, status: { ...(found.status as object), ...counts } }));
    await world.pass(DEADLINE_S - 10);
    expect([world.canary().status?.phase, weights(world)]).toEqual(['WaitingPromotion', before]);
    world.edit(ref as typeof TARGET, (found) => ({
      ...found,
      status: { ...(found.status as object), numberAvailable: 3 },
    }));
    await world.pass(2 * DEADLINE_S);
    expect([world.canary().status?.phase, weights(world)]).toEqual(['WaitingPromotion', before]);
  });
});
