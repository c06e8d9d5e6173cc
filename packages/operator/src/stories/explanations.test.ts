import { describe, expect, it } from '@jest/globals';
import type { Check, Finding, KubeObject } from '@flagger/api';
import type { MemoryShell, ShellSettings } from '@flagger/testing';
import { aCanary, allIsWell, aShell, setImage, success } from './podinfo.ts';

const checksOf = (shell: MemoryShell): readonly Check[] => shell.canary().status?.analysis?.checks ?? [];
const gate = { name: 'gate', url: 'http://gate/', type: 'confirm-traffic-increase' };

/** After the first image, a second one is set and this many seconds pass. */
async function released(seconds: number, settings: Partial<ShellSettings> & { readonly canary?: KubeObject } = {}) {
  const shell = aShell(settings);
  shell.start();
  await shell.pass(30);
  setImage(shell, 'podinfo:2');
  await shell.pass(seconds);
  return shell;
}

describe('the status of a canary', () => {
  it('says what the last check found, as long as the run goes on and after it', async () => {
    const shell = await released(40, { find: (asked) => (asked.what === 'check' ? [success(42)] : allIsWell(asked)) });
    expect(shell.canary().status?.phase).toBe('Failed');
    expect(checksOf(shell)).toEqual([
      expect.objectContaining({
        verdict: 'fail',
        value: '42%',
        threshold: 'at least 99%',
        name: 'request-success-rate',
      }),
    ]);
  });

  it('says nothing of the run before when a new one begins', async () => {
    const shell = await released(40, { find: (asked) => (asked.what === 'check' ? [success(42)] : allIsWell(asked)) });
    setImage(shell, 'podinfo:3');
    await shell.pass(1);
    expect(shell.canary().status).toMatchObject({ phase: 'Progressing', analysis: { checks: [] } });
  });

  it('names the gate that is closed, and is not written again at each poll', async () => {
    const closed: Finding = {
      kind: 'reply',
      hook: gate.type as 'confirm-traffic-increase',
      name: gate.name,
      ok: false,
      message: '',
    };
    const shell = await released(40, {
      canary: aCanary({ analysis: { webhooks: [gate] } }),
      find: (asked) => (asked.what === 'confirm-traffic-increase' ? [closed] : allIsWell(asked)),
    });
    expect(checksOf(shell).at(-1)).toMatchObject({ kind: 'webhook', name: 'gate', verdict: 'hold' });
    const [asked, written] = [shell.asked.length, shell.statuses.length];
    await shell.pass(120);
    expect(shell.asked.length).toBeGreaterThan(asked + 10);
    expect(shell.statuses).toHaveLength(written);
  });

  it('costs no write of its own', async () => {
    const [plain, explained] = await Promise.all([released(200, { prunes: ['analysis'] }), released(200)]);
    expect(explained.canary().status?.phase).toBe('Succeeded');
    expect(explained.writes).toEqual(plain.writes);
  });
});

describe('with the CRD of Flagger in the cluster', () => {
  it('a run goes to its end, and what is not kept is told once', async () => {
    const shell = await released(200, { prunes: ['analysis'] });
    setImage(shell, 'podinfo:3');
    await shell.pass(200);
    expect(shell.canary().status).toMatchObject({ phase: 'Succeeded' });
    expect(shell.canary().status?.analysis).toBeUndefined();
    expect(shell.log.lines.filter(({ message }) => message.startsWith('The Canary CRD is older'))).toEqual([
      expect.objectContaining({ keys: expect.objectContaining({ dropped: ['status.analysis'] }) }),
    ]);
  });
});
