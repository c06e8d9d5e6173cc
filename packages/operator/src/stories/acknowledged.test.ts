import type { Acknowledgement, MeshProvider } from '@flagger/api';
import { istio } from '@flagger/provider-istio';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aShell, setImage } from './podinfo.ts';

const CANARY = aCanary({ analysis: { interval: '10s', stepWeight: 10, maxWeight: 50 } });
const ANALYSIS = 5 * 10;
const SETTLE = 5;

/** Routes as Istio's, of which the mesh says this. */
const saying = (said: Acknowledgement): MeshProvider => ({
  ...istio,
  router: (...given) => Object.assign(istio.router(...given), { acknowledgement: () => Promise.resolve(said) }),
});

/** What a rollout of five steps takes beyond the analysis and the pods of canary and primary, in seconds of its clock. */
async function beyond(provider: MeshProvider): Promise<number> {
  const shell = aShell({ canary: CANARY, settleMs: SETTLE * 1000, provider });
  shell.start();
  await shell.pass(60);
  setImage(shell, 'podinfo:2');
  let seconds = 0;
  for (; shell.canary().status?.phase !== 'Succeeded' && seconds < 600; seconds++) {
    await shell.pass(1);
  }
  return seconds - ANALYSIS - 2 * (shell.pods.podMs / 1000);
}

describe('a rollout', () => {
  it('waits for three settle times where only time can tell that proxies know', async () => {
    const seconds = await beyond(saying({ kind: 'accepted' }));
    expect(seconds).toBeGreaterThanOrEqual(3 * SETTLE);
    expect(seconds).toBeLessThanOrEqual(3 * SETTLE + 3);
  });

  it('waits for none where the mesh says that it serves', async () => {
    const seconds = await beyond(saying({ kind: 'acknowledged' }));
    expect(seconds).toBeGreaterThanOrEqual(0);
    expect(seconds).toBeLessThanOrEqual(3);
  });
});
