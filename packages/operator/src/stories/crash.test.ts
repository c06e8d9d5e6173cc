import { describe, expect, it } from '@jest/globals';
import type { Process, MemoryShell, WriteAttempt } from '@flagger/testing';
import { aCanary, allIsWell, aShell, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';

const hook = (type: string) => ({ type, name: type, url: 'http://hooks.test/' });
const canary = aCanary({
  analysis: { webhooks: ['pre-rollout', 'rollout', 'confirm-promotion', 'post-rollout'].map(hook) },
});

interface Ending {
  readonly state: readonly unknown[];
  readonly events: readonly string[];
  /** Distinct ids of questions, by what was asked. */
  readonly asked: Readonly<Record<string, number>>;
  readonly writes: number;
}

/** A whole rollout, in which the process is killed at most once, and started again a second later. */
async function rollout(kill: (write: WriteAttempt) => boolean, isGood: boolean): Promise<Ending> {
  let isKilled = false;
  const onWrite = (write: WriteAttempt, process: Process): void => {
    if (!isKilled && kill(write)) {
      isKilled = true;
      process.kill();
    }
  };
  const find = isGood
    ? allIsWell
    : (question: Parameters<typeof allIsWell>[0]) => (question.what === 'check' ? [success(1)] : allIsWell(question));
  const shell = aShell({ canary, onWrite, find });
  shell.start();
  await passAndRevive(shell, 60);
  setImage(shell, 'podinfo:2');
  await passAndRevive(shell, 150);
  return ending(shell);
}

async function passAndRevive(shell: MemoryShell, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await shell.pass(1);
    if (shell.process?.isDead) {
      shell.start();
    }
  }
}

function ending(shell: MemoryShell): Ending {
  const { phase, canaryWeight, failedChecks } = shell.canary().status ?? {};
  const ids = new Map(shell.asked.map(({ id, what }) => [id, what]));
  const asked: Record<string, number> = {};
  for (const what of ids.values()) {
    asked[what] = (asked[what] ?? 0) + 1;
  }
  return {
    state: [phase, canaryWeight, failedChecks, running(shell, TARGET), running(shell, PRIMARY), weights(shell)],
    // how pods get ready is told as far as somebody was there to see it
    events: shell.events
      .map(({ message }) => message)
      .filter((message) => !message.includes('not ready: waiting'))
      .sort(),
    asked,
    writes: shell.writes.length,
  };
}

describe.each([
  ['promoted', true],
  ['rolled back', false],
] as const)('a rollout that is %s', (_, isGood) => {
  it('ends the same, with the same events and the same questions, wherever the process is killed', async () => {
    const undisturbed = await rollout(() => false, isGood);
    expect(undisturbed.writes).toBeGreaterThan(20);
    for (let number = 1; number <= undisturbed.writes; number++) {
      for (const moment of ['before', 'after'] as const) {
        const killed = await rollout((write) => write.number === number && write.moment === moment, isGood);
        expect({ number, moment, ...killed, writes: 0 }).toEqual({ number, moment, ...undisturbed, writes: 0 });
      }
    }
  }, 300_000);
});
