import { describe, expect, it } from '@jest/globals';
import { keptLog, settled, VirtualClock } from '@flagger/testing';
import { Queue, type Outcome } from './queue.ts';

function aQueue(turn: (key: string) => Promise<Outcome>, parallel = 10) {
  const clock = new VirtualClock();
  const log = keptLog();
  const explained: string[] = [];
  const explain = async (key: string, error: unknown, times: number): Promise<number> => {
    explained.push(`${key} ${String(error)} ${times}`);
    return 1000;
  };
  return { clock, log, explained, queue: new Queue(turn, { clock, log, parallel, resyncMs: 600_000, explain }) };
}

/** A turn that a test ends when it likes. */
function held() {
  const started: string[] = [];
  const ends: (() => void)[] = [];
  const turn = (key: string): Promise<Outcome> => {
    started.push(key);
    return new Promise((resolve) => ends.push(() => resolve('change')));
  };
  return {
    started,
    turn,
    endFirst: async () => {
      ends.shift()?.();
      await settled();
    },
  };
}

describe('the queue', () => {
  it('knows a key from its first turn on until a farewell', async () => {
    const outcomes: Outcome[] = ['change', 'not ours'];
    const { queue } = aQueue(async () => outcomes.shift() ?? 'gone');
    expect(queue.knows('a')).toBe(false);
    queue.wake('a');
    await settled();
    expect(queue.knows('a')).toBe(true);
    queue.wake('a');
    await settled();
    expect(queue.knows('a')).toBe(false);
  });

  it('runs one turn at a time per key, and one more when something happened meanwhile', async () => {
    const { started, turn, endFirst } = held();
    const { queue } = aQueue(turn);
    queue.wake('a');
    queue.wake('a');
    queue.wake('a');
    expect(started).toEqual(['a']);
    await endFirst();
    expect(started).toEqual(['a', 'a']);
    await endFirst();
    expect(started).toEqual(['a', 'a']);
  });

  it('runs turns of different keys side by side, up to the limit', async () => {
    const { started, turn, endFirst } = held();
    const { queue } = aQueue(turn, 2);
    ['a', 'b', 'c'].forEach((key) => queue.wake(key));
    expect(started).toEqual(['a', 'b']);
    await endFirst();
    expect(started).toEqual(['a', 'b', 'c']);
  });

  it('looks again at the time a turn asked for, not before', async () => {
    const times: number[] = [];
    const { queue, clock } = aQueue(async () => {
      times.push(clock.now());
      return times.length === 1 ? { at: clock.now() + 5000 } : 'change';
    });
    const start = clock.now();
    queue.wake('a');
    await clock.pass(4999);
    expect(times).toEqual([start]);
    await clock.pass(1);
    expect(times).toEqual([start, start + 5000]);
  });

  it('looks again at once after something was written', async () => {
    const outcomes: Outcome[] = ['now', 'now', 'change'];
    const { queue, clock } = aQueue(async () => outcomes.shift() ?? 'change');
    queue.wake('a');
    await clock.pass(0);
    expect(outcomes).toEqual([]);
  });

  it('waits after a failure as long as the explanation says, and counts failures in a row', async () => {
    let failures = 2;
    const { queue, clock, explained } = aQueue(async () => {
      if (failures-- > 0) {
        throw new Error('api');
      }
      return 'change';
    });
    queue.wake('a');
    await clock.pass(1500);
    expect(explained).toEqual(['a Error: api 1', 'a Error: api 2']);
    await clock.pass(1000);
    expect(failures).toBe(-1);
  });

  it('lets another key go on while one fails or hangs', async () => {
    const done: string[] = [];
    const { queue, clock } = aQueue(async (key) => {
      if (key === 'hangs') {
        return new Promise<Outcome>(() => undefined);
      }
      if (key === 'fails') {
        throw new Error('api');
      }
      done.push(key);
      return 'change';
    });
    ['hangs', 'fails', 'good'].forEach((key) => queue.wake(key));
    await clock.pass(100);
    queue.wake('good');
    await clock.pass(100);
    expect(done).toEqual(['good', 'good']);
  });

  it('pauses a key that writes at every turn without coming to rest, and says so', async () => {
    let turns = 0;
    const { queue, clock, log } = aQueue(async () => {
      turns++;
      return 'now';
    });
    queue.wake('a');
    await clock.pass(1000);
    expect(turns).toBeLessThan(60);
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });

  it('forgets a key that is gone', async () => {
    let turns = 0;
    const { queue, clock } = aQueue(async () => {
      turns++;
      return 'gone';
    });
    queue.wake('a');
    await clock.pass(3_600_000);
    expect(turns).toBe(1);
  });

  it('takes no more turns once stopped, and waits for those under way', async () => {
    const { started, turn, endFirst } = held();
    const { queue, clock } = aQueue(turn);
    queue.wake('a');
    let isStopped = false;
    void queue.stop().then(() => {
      isStopped = true;
    });
    queue.wake('b');
    await clock.pass(50);
    expect([started, isStopped]).toEqual([['a'], false]);
    await endFirst();
    await clock.pass(50);
    expect(isStopped).toBe(true);
  });
});
