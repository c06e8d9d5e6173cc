import { describe, expect, it } from '@jest/globals';
import { EMPTY_CLUSTER, idlePorts, never } from '../test/idle-program.ts';
import { Program } from './program.ts';

interface Slow {
  /** How long turns, the lease and what is to be told take, ms; for ever if absent. */
  readonly turnsMs?: number;
  readonly releaseMs?: number;
}

/** A program that leads, and what happens at its stop, with the seconds since that began. */
async function leading({ turnsMs, releaseMs }: Slow) {
  const ports = idlePorts();
  const { clock, writing } = ports;
  const happened: string[] = [];
  const note = (what: string): void => void happened.push(`${clock.now() / 1000} s: ${what}`);
  const within = (ms?: number): Promise<void> =>
    ms === undefined ? never() : new Promise((resolve) => clock.after(ms, resolve));
  let lose = (): void => undefined;
  const lease = (onLost: () => void) => {
    lose = onLost;
    return leaseHeld;
  };
  const leaseHeld = {
    acquire: async () => undefined,
    isFresh: () => true,
    release: () => {
      note('the lease is given back');
      return within(releaseMs);
    },
  };
  const program = new Program({
    ...ports,
    cluster: {
      ...EMPTY_CLUSTER,
      start: async (signal) => signal.addEventListener('abort', () => note('requests are aborted')),
    },
    queue: {
      ...ports.queue,
      stop: () => {
        note('no more turns');
        return within(turnsMs);
      },
    },
    lives: { stopAsking: () => note('no more questions') },
    sender: {
      drain: async (ms) => {
        note(`others are told, writing is ${writing.isAllowed('test') ? 'allowed' : 'forbidden'}`);
        await within(ms);
        note('others were told');
      },
    },
    election: { lease, standby: { look: () => undefined, end: () => undefined } },
  });
  await program.start();
  expect(writing.isAllowed('test')).toBe(true);
  return {
    clock,
    happened,
    lose,
    stop: () => void program.stop().then(() => note('the end')),
    lost: program.lost.then(() => note('the end')),
  };
}

describe('a stop', () => {
  it('aborts turns that do not end, and gives the lease back while others are told, all within 25 s', async () => {
    const { clock, happened, stop } = await leading({});
    stop();
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

  it('waits for nothing that has ended, and reads for what is told until it is told', async () => {
    const { clock, happened, stop } = await leading({ turnsMs: 1_000, releaseMs: 2_000 });
    stop();
    await clock.pass(25_000);
    expect(happened.slice(2)).toEqual([
      '1 s: the lease is given back',
      '1 s: others are told, writing is forbidden',
      '5 s: others were told',
      '5 s: requests are aborted',
      '5 s: the end',
    ]);
  });
});

describe('a loss of the lease', () => {
  it('forbids to write at once, and reads for what is told until it is told', async () => {
    const { clock, happened, lose, stop } = await leading({});
    lose();
    await clock.pass(25_000);
    const known = [...happened];
    stop();
    await clock.pass(25_000);
    expect(known).toEqual([
      '0 s: no more questions',
      '0 s: no more turns',
      '0 s: others are told, writing is forbidden',
      '4 s: others were told',
      '4 s: requests are aborted',
      '4 s: the end',
    ]);
  });
});
