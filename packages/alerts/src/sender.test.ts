import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Clock, Log } from '@flagger/api';
import nock from 'nock';
import type { Post } from './post.ts';
import { BackgroundSender, type Delivered, type Delivery, type SenderPorts } from './sender.ts';

const HOST = 'http://receiver.example:8080';
const TIMEOUT = 10_000;
const DRAIN = 5_000;

/** Time passes only in pauses, and those end when the test says so, or at once where `isQuick`. */
class PauseClock implements Clock {
  readonly pauses: number[] = [];
  private time = 0;
  private readonly timers = new Map<object, { readonly ms: number; readonly callback: () => void }>();

  constructor(private readonly isQuick: boolean) {}

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const timer = {};
    this.timers.set(timer, {
      ms,
      callback: () => {
        this.timers.delete(timer);
        this.time += ms;
        callback();
      },
    });
    if (ms !== TIMEOUT && ms !== DRAIN) {
      this.pauses.push(ms);
      if (this.isQuick) {
        setImmediate(() => this.timers.get(timer)?.callback());
      }
    }
    return () => void this.timers.delete(timer);
  }

  end(which: number): void {
    [...this.timers.values()].filter(({ ms }) => ms === which).forEach(({ callback }) => callback());
  }
}

const made: { readonly sender: BackgroundSender; readonly clock: PauseClock }[] = [];

function aSender({ isQuick = true, ...ports }: Partial<SenderPorts> & { readonly isQuick?: boolean } = {}) {
  const clock = new PauseClock(isQuick);
  const outcomes: Delivered[] = [];
  const lines: unknown[] = [];
  const at =
    (level: string): Log['info'] =>
    (message, keys) =>
      void lines.push({ level, message, ...keys });
  const log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const sender = new BackgroundSender({ clock, log, onDelivered: (outcome) => outcomes.push(outcome), ...ports });
  made.push({ sender, clock });
  return { sender, clock, outcomes, lines };
}

let test = 0;

/** Looks again and again, until the test has ended. */
async function until(isSo: () => boolean): Promise<void> {
  for (const own = test; !isSo() && own === test;) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

const delivery = (path: string, body: object = {}, post: Partial<Post> = {}): Delivery => ({
  kind: 'event',
  lane: path,
  about: { canary: 'loam.test' },
  post: { url: `${HOST}${path}`, body, timeoutMs: TIMEOUT, ...post },
});
const lost = (reason: string, attempts: number) => ({
  level: 'error',
  message: 'error sending event to webhook',
  canary: 'loam.test',
  host: 'receiver.example:8080',
  reason,
  attempts,
});
const answers = (path: string, ...statuses: readonly number[]) =>
  statuses.map((status) => nock(HOST).post(path).reply(status));
const fails = (code: string) =>
  nock(HOST)
    .post('/a')
    .replyWithError(Object.assign(new Error(`failed at ${HOST}/a`), { code }));
/** Requests to this path are never answered. */
const isAway = (path: string) => nock(HOST).persist().post(path).delay(60_000).reply(200);

beforeAll(() => {
  nock.disableNetConnect();
});
/** What is under way ends with its test. */
afterEach(async () => {
  test += 1;
  for (const { sender, clock } of made.splice(0)) {
    const drained = sender.drain(DRAIN);
    clock.end(DRAIN);
    await drained;
  }
  nock.abortPendingRequests();
  nock.cleanAll();
});
afterAll(() => {
  nock.enableNetConnect();
  nock.restore();
});

describe('a delivery', () => {
  it('is tried again while its receiver is busy or away, with pauses that double', async () => {
    const { sender, outcomes, clock, lines } = aSender();
    answers('/a', 500, 503, 429);
    fails('ECONNREFUSED');
    answers('/a', 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual([{ kind: 'event', outcome: 'delivered' }]);
    expect(clock.pauses).toEqual([1000, 2000, 4000, 8000]);
    expect(lines).toEqual([]);
  });

  it('waits as long as its receiver asks for, within reason', async () => {
    const { sender, outcomes, clock } = aSender();
    for (const seconds of ['7', '0', '9999', 'Fri, 31 Dec 1999 23:59:59 GMT']) {
      nock(HOST).post('/a').reply(429, '', { 'Retry-After': seconds });
    }
    answers('/a', 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(clock.pauses).toEqual([7000, 2000, 30_000, 8000]);
  });

  it('is lost after its deadline, with a last attempt at it, and that is logged once', async () => {
    const { sender, outcomes, clock, lines } = aSender({ deadlineMs: 10_000 - 1 });
    answers('/a', 500, 500, 500, 500, 502);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(outcomes).toEqual([{ kind: 'event', outcome: 'lost' }]);
    expect(clock.pauses).toEqual([1000, 2000, 4000, 2999]);
    expect(lines).toEqual([lost('HTTP 502', 5)]);
  });

  it('is lost at once where trying again would not help', async () => {
    const { sender, outcomes, lines } = aSender();
    answers('/a', 403);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    expect(lines).toEqual([lost('HTTP 403', 1)]);
  });

  it('shows none of its secrets to the log', async () => {
    const { sender, outcomes, lines } = aSender();
    const secret = {
      url: 'http://me:hunter2@receiver.example:8080/hunter3?token=hunter4',
      headers: { Authorization: 'Bearer hunter5' },
      proxyUrl: 'http://me:hunter6@hunter7%',
    };
    sender.send(delivery('/a', { text: 'hunter8' }, secret));
    nock(HOST).post('/hunter3?token=hunter4').reply(403, 'hunter9');
    sender.send(delivery('/b', { text: 'hunter8' }, { ...secret, proxyUrl: undefined }));
    await until(() => outcomes.length === 2);
    expect(lines).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/hunter/);
  });
});

describe('of several deliveries', () => {
  it('those of one lane arrive in order, also when one must be tried again', async () => {
    const { sender, outcomes } = aSender();
    const seen: unknown[] = [];
    nock(HOST)
      .persist()
      .post('/a', (body) => seen.push(body) > 0)
      .reply(() => [seen.length < 3 ? 503 : 200]);
    [1, 2, 3].forEach((number) => sender.send(delivery('/a', { number })));
    await until(() => outcomes.length === 3);
    expect(seen).toEqual([1, 1, 1, 2, 3].map((number) => ({ number })));
  });

  it('one lane does not wait for another', async () => {
    const { sender, outcomes } = aSender();
    isAway('/a');
    answers('/b', 200, 200);
    ['/a', '/a', '/b', '/b'].forEach((path) => sender.send(delivery(path)));
    await until(() => outcomes.length === 2);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'delivered' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('a lane goes on when it had been empty', async () => {
    const { sender, outcomes } = aSender();
    answers('/a', 200, 200);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 1);
    sender.send(delivery('/a'));
    await until(() => outcomes.length === 2);
    expect(nock.isDone()).toBe(true);
  });

  it('the oldest one of the longest lane is lost when there are too many', async () => {
    const { sender, outcomes, lines } = aSender({ capacity: 5 });
    ['/a', '/c'].forEach((path) => isAway(path));
    answers('/b', 200);
    ['/c', '/c', '/a'].forEach((path) => sender.send(delivery(path)));
    ['oldest', 'newest'].forEach((age) => sender.send({ ...delivery('/a'), about: { age } }));
    sender.send(delivery('/b'));
    expect(lines).toEqual([expect.objectContaining({ age: 'oldest', reason: 'the queue is full', attempts: 0 })]);
    await until(() => outcomes.length === 2);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'lost' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('the newest one is lost when all others are under way', () => {
    const { sender, lines } = aSender({ capacity: 2 });
    ['/a', '/b'].forEach((path) => isAway(path));
    ['/a', '/b', '/c'].forEach((path) => sender.send({ ...delivery(path), about: { path } }));
    expect(lines).toEqual([expect.objectContaining({ path: '/c', reason: 'the queue is full' })]);
  });

  it('those that have ended make room', async () => {
    const { sender, outcomes } = aSender({ capacity: 1 });
    answers('/a', 200, 403, 200);
    for (const sent of [1, 2, 3]) {
      sender.send(delivery('/a'));
      await until(() => outcomes.length === sent);
    }
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['delivered', 'lost', 'delivered']);
  });
});

describe('a drain', () => {
  it('delivers what waits, with an end to long pauses', async () => {
    const { sender, outcomes, clock } = aSender({ isQuick: false });
    answers('/a', 503, 503, 200, 200);
    [1, 2].forEach(() => sender.send(delivery('/a')));
    await until(() => clock.pauses.length === 1);
    const drained = sender.drain(DRAIN);
    await until(() => clock.pauses.length === 2);
    clock.end(500);
    await drained;
    expect(clock.pauses).toEqual([1000, 500]);
    expect(outcomes).toEqual([
      { kind: 'event', outcome: 'delivered' },
      { kind: 'event', outcome: 'delivered' },
    ]);
  });

  it('ends in time, and what is left is lost and logged', async () => {
    const { sender, outcomes, clock, lines } = aSender({ isQuick: false });
    isAway('/a');
    [1, 2].forEach(() => sender.send(delivery('/a')));
    const drained = sender.drain(DRAIN);
    await new Promise((resolve) => setImmediate(resolve));
    clock.end(DRAIN);
    await drained;
    expect(outcomes).toHaveLength(2);
    expect(lines).toEqual([lost('stopped', 1), lost('stopped', 0)]);
  });

  it('tries again until its end, and no longer', async () => {
    const { sender, clock, lines } = aSender();
    nock(HOST).persist().post('/a').reply(503);
    sender.send(delivery('/a'));
    await sender.drain(DRAIN);
    expect(lines).toEqual([lost('HTTP 503', 11)]);
    expect(clock.now()).toBe(DRAIN);
  });

  it('without anything to deliver ends at once', async () => {
    await expect(aSender({ isQuick: false }).sender.drain(DRAIN)).resolves.toBeUndefined();
  });

  it('takes nothing more once it is over', async () => {
    const { sender, lines } = aSender();
    await sender.drain(DRAIN);
    sender.send(delivery('/a'));
    expect(lines).toEqual([lost('stopped', 0)]);
  });
});
