import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { Clock, Log } from '@flagger/api';
import nock from 'nock';
import type { Post } from '../src/post.ts';
import { BackgroundSender, type Delivered, type Delivery, type SenderPorts } from '../src/sender.ts';

export const HOST = 'http://receiver.example:8080';
const TIMEOUT = 10_000;
export const DRAIN = 5_000;

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

export function aSender({ isQuick = true, ...ports }: Partial<SenderPorts> & { readonly isQuick?: boolean } = {}) {
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
export async function until(isSo: () => boolean): Promise<void> {
  for (const own = test; !isSo() && own === test;) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const delivery = (path: string, body: object = {}, post: Partial<Post> = {}): Delivery => ({
  kind: 'event',
  lane: path,
  about: { canary: 'loam.test' },
  post: { url: `${HOST}${path}`, body, timeoutMs: TIMEOUT, ...post },
});

export const lost = (reason: string, attempts: number) => ({
  level: 'error',
  message: 'error sending event to webhook',
  canary: 'loam.test',
  host: 'receiver.example:8080',
  reason,
  attempts,
});
export const answers = (path: string, ...statuses: readonly number[]) =>
  statuses.map((status) => nock(HOST).post(path).reply(status));
export const fails = (code: string) =>
  nock(HOST)
    .post('/a')
    .replyWithError(Object.assign(new Error(`failed at ${HOST}/a`), { code }));
/** Requests to this path are never answered. */
export const isAway = (path: string) => nock(HOST).persist().post(path).delay(60_000).reply(200);

/** Nothing leaves the process. */
export function withoutNetwork(): void {
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
}
