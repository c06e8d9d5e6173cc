import { VirtualClock, keptLog } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { Program } from './program.ts';
import { Writing } from './writing.ts';

const never = (): Promise<never> => new Promise(() => undefined);

interface Slow {
  /** How long turns, the lease and what is to be told take, ms; for ever if absent. */
  readonly turnsMs?: number;
  readonly releaseMs?: number;
}

/** A program that leads, and what happens at its stop, with the seconds since that began. */
async function leading({ turnsMs, releaseMs }: Slow) {
  const clock = new VirtualClock(0);
  const happened: string[] = [];
  const writing = new Writing();
  const note = (what: string): void => void happened.push(`${clock.now() / 1000} s: ${what}`);
  const within = (ms?: number): Promise<void> =>
    ms === undefined ? never() : new Promise((resolve) => clock.after(ms, resolve));
  const program = new Program({
    cluster: {
      canaries: { keys: () => [], read: () => undefined, writeStatus: never, writeMetadata: never },
      start: async (signal) => signal.addEventListener('abort', () => note('requests are aborted')),
      relist: async () => undefined,
      onChange: () => undefined,
      isSynced: () => true,
      blindness: () => undefined,
      watches: () => [],
    },
    queue: {
      wake: () => undefined,
      stop: () => {
        note('no more turns');
        return within(turnsMs);
      },
    },
    rivals: { heard: () => undefined },
    lives: { stopAsking: () => note('no more questions') },
    sender: {
      drain: async (ms) => {
        note(`others are told, writing is ${writing.isAllowed ? 'allowed' : 'forbidden'}`);
        await within(ms);
        note('others were told');
      },
    },
    telemetry: { page: { contentType: '', pieces: async function* () {} }, show: () => undefined },
    clock,
    log: keptLog(),
    port: 0,
    address: '127.0.0.1',
    writing,
    election: {
      lease: () => ({
        acquire: async () => undefined,
        isFresh: () => true,
        release: () => {
          note('the lease is given back');
          return within(releaseMs);
        },
      }),
      standby: { look: () => undefined, end: () => undefined },
    },
    metricsServerProblem: async () => undefined,
  });
  await program.start();
  expect(writing.isAllowed).toBe(true);
  void program.stop().then(() => note('the end'));
  return { clock, happened };
}

describe('a stop', () => {
  it('aborts turns that do not end, and gives the lease back while others are told, all within 25 s', async () => {
    const { clock, happened } = await leading({});
    await clock.pass(25_000);
    expect(happened).toEqual([
      '0 s: no more questions',
      '0 s: no more turns',
      '3 s: requests are aborted',
      '4 s: the lease is given back',
      '4 s: others are told, writing is forbidden',
      '8 s: others were told',
      '14 s: the end',
    ]);
  });

  it('waits for nothing that has ended', async () => {
    const { clock, happened } = await leading({ turnsMs: 1_000, releaseMs: 2_000 });
    await clock.pass(25_000);
    expect(happened.slice(2)).toEqual([
      '1 s: requests are aborted',
      '1 s: the lease is given back',
      '1 s: others are told, writing is forbidden',
      '5 s: others were told',
      '5 s: the end',
    ]);
  });
});
