import { describe, expect, it } from '@jest/globals';
import { kubernetes } from '@flagger/provider-kubernetes';
import { aCanary, aShell, PRIMARY, running, setImage } from './podinfo.ts';

describe('a Canary whose strategy is 0, where there is no mesh', () => {
  it.each<object>([
    { stepWeight: undefined, maxWeight: undefined, iterations: 0 },
    { stepWeight: 0, maxWeight: undefined },
  ])('is checked ten times, with a warning, and released: %j', async (analysis) => {
    const shell = aShell({ provider: kubernetes, canary: aCanary({ analysis }) });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(180);
    expect([shell.canary().status?.phase, running(shell, PRIMARY)]).toEqual(['Succeeded', 'podinfo:2 x2']);
    expect(shell.events.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['Setting canaryAnalysis.iterations: 10', 'Advance podinfo.test canary iteration 10/10']),
    );
  });
});
