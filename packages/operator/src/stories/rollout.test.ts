import { describe, expect, it } from '@jest/globals';
import { aShell, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';

describe('a rollout', () => {
  it('initialises, promotes a new image and comes to rest', async () => {
    const shell = aShell();
    shell.start();
    await shell.pass(30);
    expect(shell.canary().status?.phase).toBe('Initialized');
    expect([running(shell, TARGET), running(shell, PRIMARY), weights(shell)]).toEqual([
      'podinfo:1 x0',
      'podinfo:1 x2',
      [100, 0],
    ]);
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    expect(shell.canary().status?.phase).toBe('Succeeded');
    expect([running(shell, TARGET), running(shell, PRIMARY), weights(shell)]).toEqual([
      'podinfo:2 x0',
      'podinfo:2 x2',
      [100, 0],
    ]);
    const { length } = shell.writes;
    await shell.pass(3600);
    expect(shell.writes.slice(length)).toEqual([]);
  });

  it('rolls back on bad metrics, without waiting for another interval, and never touches the primary', async () => {
    const shell = aShell({ find: ({ what }) => (what === 'check' ? [success(87.25)] : []) });
    shell.start();
    await shell.pass(30);
    setImage(shell, 'podinfo:2');
    await shell.pass(120);
    expect(
      shell.statuses.map(({ phase, canaryWeight, failedChecks }) => `${phase} ${canaryWeight} ${failedChecks}`),
    ).toEqual([
      'Initializing 0 0',
      'Initialized 0 0',
      'Progressing 0 0',
      'Progressing 30 0',
      'Progressing 30 1',
      'Progressing 30 2',
      'Failed 0 0',
    ]);
    expect([running(shell, TARGET), running(shell, PRIMARY), weights(shell)]).toEqual([
      'podinfo:2 x0',
      'podinfo:1 x2',
      [100, 0],
    ]);
  });
});
