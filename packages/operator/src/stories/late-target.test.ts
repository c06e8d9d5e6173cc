import { describe, expect, it } from '@jest/globals';
import { aCanary, aDeployment, aShell, TARGET } from './podinfo.ts';

const NOT_FOUND = /not found/;
const told = (shell: ReturnType<typeof aShell>): readonly string[] => shell.events.map(({ message }) => message);

describe('a Canary of which is heard before its target', () => {
  it('is not told to have none: the API server has it', async () => {
    const shell = aShell({ late: { kind: 'Deployment', ms: 2000 } });
    shell.start();
    await shell.pass(30);
    expect(shell.canary().status?.phase).toBe('Initialized');
    expect(told(shell).filter((message) => NOT_FOUND.test(message))).toEqual([]);
    expect(shell.gets).toEqual(['Deployment podinfo']);
  });

  it('asks for one that is there at once no time at all', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(3600);
    expect(shell.gets).toEqual([]);
  });

  it('is told once that there is none, asks for each name once, and goes on when the target comes', async () => {
    const shell = aShell();
    shell.objects.delete(TARGET);
    shell.start();
    await shell.pass(3600);
    expect(told(shell)).toEqual(['deployment podinfo.test get query error: deployments.apps "podinfo" not found']);
    expect(shell.gets).toEqual(['Deployment podinfo']);
    const { spec } = aCanary({ name: 'other' });
    shell.edit(aCanary(), (canary) => ({ ...canary, spec }));
    await shell.pass(3600);
    expect(shell.gets).toEqual(['Deployment podinfo', 'Deployment other']);
    shell.objects.set(aDeployment('podinfo:1', 'other'));
    await shell.pass(30);
    expect([shell.canary().status?.phase, shell.gets.length]).toEqual(['Initialized', 2]);
  });
});
