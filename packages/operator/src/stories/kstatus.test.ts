import { describe, expect, it } from '@jest/globals';
import { Wait } from '@flagger/api';
import { aCanary, allIsWell, aShell, running, setImage, success, TARGET, weights } from './podinfo.ts';

const TYPES = ['Ready', 'Reconciling', 'Stalled'];
const CANARY = {
  apiVersion: 'flagger.app/v1beta1',
  kind: 'Canary',
  metadata: { name: 'podinfo', namespace: 'test' },
} as const;

type Shell = ReturnType<typeof aShell>;

const told = (shell: Shell): readonly string[] =>
  (shell.canary().status?.conditions ?? [])
    .filter(({ type }) => TYPES.includes(type))
    .map(({ type, status, reason }) => `${type}=${status} ${reason}`);

/** As `flux reconcile` asks for. */
const ask = (shell: Shell, when: string): void =>
  shell.edit(CANARY, (found) => ({
    ...found,
    metadata: { ...found.metadata, annotations: { 'reconcile.fluxcd.io/requestedAt': when } },
  }));

async function initialized(settings: Parameters<typeof aShell>[0] = {}): Promise<Shell> {
  const shell = aShell({ kstatusConditions: true, ...settings });
  shell.start();
  await shell.pass(30);
  return shell;
}

describe('a rollout that Flux waits for', () => {
  it('is reconciling while it goes on, and ready at its end', async () => {
    const shell = await initialized();
    expect(told(shell)).toEqual(['Ready=True Initialized']);
    setImage(shell, 'podinfo:2');
    await shell.pass(15);
    expect([weights(shell), told(shell)]).toEqual([
      [70, 30],
      ['Ready=Unknown Progressing', 'Reconciling=True Progressing'],
    ]);
    await shell.pass(120);
    expect(told(shell)).toEqual(['Ready=True Succeeded']);
  });

  it('that is rolled back is stalled, and ready again once that is reverted in Git, while the phase stays', async () => {
    const shell = await initialized({
      canary: aCanary({ analysis: { threshold: 1 } }),
      find: (question) => (question.what === 'check' ? [success(50)] : allIsWell(question)),
    });
    setImage(shell, 'podinfo:2');
    await shell.pass(60);
    expect(told(shell)).toEqual(['Ready=False Failed', 'Stalled=True Failed']);
    setImage(shell, 'podinfo:1');
    await shell.pass(30);
    expect(running(shell, TARGET)).toBe('podinfo:1 x0');
    expect([told(shell), shell.canary().status?.phase]).toEqual([['Ready=True Reverted'], 'Failed']);
  });

  it('has as many writes of its status as one that nobody waits for', async () => {
    const writes = async (kstatusConditions: boolean): Promise<number> => {
      const shell = await initialized({ kstatusConditions });
      setImage(shell, 'podinfo:2');
      await shell.pass(200);
      expect(shell.canary().status?.phase).toBe('Succeeded');
      return shell.statuses.length;
    };
    expect(await writes(true)).toBe(await writes(false));
  });

  it('that cannot be read is stalled', async () => {
    const shell = await initialized({ canary: aCanary({ spec: { targetRef: 'podinfo' } }) });
    expect(told(shell)).toEqual(['Ready=False InvalidSpec', 'Stalled=True InvalidSpec']);
    expect(shell.statuses).toHaveLength(1);
  });
});

describe('a request of Flux', () => {
  it('is answered in the status, once', async () => {
    const shell = await initialized();
    const before = shell.statuses.length;
    ask(shell, 'noon');
    await shell.pass(30);
    expect(shell.canary().status).toMatchObject({ lastHandledReconcileAt: 'noon' });
    expect(shell.statuses).toHaveLength(before + 1);
  });

  it('is answered, too, where the cluster refused the first try', async () => {
    let refusals = 0;
    const shell = await initialized({
      onWrite: ({ what, moment }) => {
        if (moment === 'before' && what.includes('status') && refusals > 0) {
          refusals--;
          throw new Wait('the server cannot just now');
        }
      },
    });
    refusals = 1;
    ask(shell, 'noon');
    await shell.pass(30);
    expect([refusals, shell.canary().status]).toEqual([0, expect.objectContaining({ lastHandledReconcileAt: 'noon' })]);
  });

  it('is answered once too where an older CRD keeps no answer', async () => {
    const shell = await initialized({ prunes: ['lastHandledReconcileAt'] });
    const before = shell.statuses.length;
    ask(shell, 'noon');
    await shell.pass(3600);
    expect(shell.canary().status).not.toHaveProperty('lastHandledReconcileAt');
    expect(shell.statuses).toHaveLength(before + 1);
    ask(shell, 'one o’clock');
    await shell.pass(30);
    expect(shell.statuses).toHaveLength(before + 2);
  });

  it('without the flag changes nothing', async () => {
    const shell = await initialized({ kstatusConditions: false });
    const before = shell.statuses.length;
    ask(shell, 'noon');
    await shell.pass(30);
    expect([shell.statuses.length, told(shell)]).toEqual([before, []]);
  });
});
