import { describe, expect, it } from '@jest/globals';
import type { Process, MemoryShell, WriteAttempt } from '@flagger/testing';
import { aCanary, allIsWell, aWorld, PRIMARY, running, setImage, success, TARGET, weights } from './podinfo.ts';

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
  const world = aWorld({ canary, onWrite, find });
  world.start();
  await passAndRevive(world, 60);
  setImage(world, 'podinfo:2');
  await passAndRevive(world, 150);
  return ending(world);
}

async function passAndRevive(world: MemoryShell, seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await world.pass(1);
    if (world.process?.isDead) {
      world.start();
    }
  }
}

function ending(world: MemoryShell): Ending {
  const { phase, canaryWeight, failedChecks } = world.canary().status ?? {};
  const ids = new Map(world.asked.map(({ id, what }) => [id, what]));
  const asked: Record<string, number> = {};
  for (const what of ids.values()) {
    asked[what] = (asked[what] ?? 0) + 1;
  }
  return {
    state: [phase, canaryWeight, failedChecks, running(world, TARGET), running(world, PRIMARY), weights(world)],
    // how pods get ready is told as far as somebody was there to see it
    events: world.events
      .map(({ message }) => message)
      .filter((message) => !message.includes('not ready: waiting'))
      .sort(),
    asked,
    writes: world.writes.length,
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
