import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, setImage, weights } from './podinfo.ts';

const SETTLE_MS = 5000;
const CANARY = aCanary({ analysis: { stepWeight: 10, maxWeight: 50 } });

/** A cluster with podinfo initialised, whose pods count as available when they have been ready for so long, in seconds. */
async function initialised(minReadySeconds: number | undefined): Promise<ReturnType<typeof aShell>> {
  const shell = aShell({ canary: CANARY, settleMs: SETTLE_MS });
  const target = aDeployment('podinfo:1');
  shell.objects.set({ ...target, spec: { ...target.spec, minReadySeconds } });
  shell.start();
  await shell.pass(60);
  setImage(shell, 'podinfo:2');
  shell.edit(target, (object) => ({ ...object, spec: { ...(object.spec as object), minReadySeconds } }));
  return shell;
}

describe('pods that are available only after they have been ready for a while', () => {
  it('get users at once where that is as long as proxies are given to hear of them', async () => {
    const shell = await initialised(5);
    await shell.pass(shell.pods.podMs / 1000 + 1);
    expect(weights(shell)).toEqual([90, 10]);
  });

  it('get them after what is left of it where that is shorter', async () => {
    const shell = await initialised(3);
    await shell.pass(shell.pods.podMs / 1000 + 1);
    expect(weights(shell)).toEqual([100, 0]);
    await shell.pass(2);
    expect(weights(shell)).toEqual([90, 10]);
  });

  it('get them after all of it where they take the place of others, whose end proxies have still to hear of', async () => {
    const shell = await initialised(5);
    await shell.pass(shell.pods.podMs / 1000 + 1);
    setImage(shell, 'podinfo:3');
    shell.edit(aDeployment('podinfo:3'), (object) => ({
      ...object,
      spec: { ...(object.spec as object), minReadySeconds: 5 },
    }));
    await shell.pass(shell.pods.podMs / 1000 + 3);
    expect(weights(shell)).toEqual([100, 0]);
    await shell.pass(3);
    expect(weights(shell)).toEqual([90, 10]);
  });

  it('get them after all of it where nothing is said', async () => {
    const shell = await initialised(undefined);
    await shell.pass(shell.pods.podMs / 1000 + 3);
    expect(weights(shell)).toEqual([100, 0]);
    await shell.pass(3);
    expect(weights(shell)).toEqual([90, 10]);
  });
});
