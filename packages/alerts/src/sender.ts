import type { Clock, Found, Log } from '@flagger/api';
import { pauseMs } from '@flagger/http';
import { lookUp } from './look-up.ts';
import { post, type Failed, type Post } from './post.ts';

/** Port: takes what is to be delivered. Never throws, never waits. */
export interface Sender {
  send(delivery: Delivery): void;
}

/** Something to be delivered at least once. */
export interface Delivery {
  readonly kind: 'event' | 'alert';
  /** Of one lane, one delivery after the other goes out, in the order in which they were sent. */
  readonly lane: string;
  /**
   * What is posted; where it must be looked up, that is done anew at each attempt, so that nothing secret is held.
   * What cannot be had is lost, and looked up again where it throws.
   */
  readonly post: Post | (() => Promise<Found<Post>>);
  /** Whom it is about, as keys for the log; no secrets. */
  readonly about: Readonly<Record<string, string>>;
}

/** How a delivery ended, for metrics. */
export interface Delivered {
  readonly kind: Delivery['kind'];
  readonly outcome: 'delivered' | 'lost';
}

export interface SenderPorts {
  readonly clock: Clock;
  readonly log: Log;
  /** From 0 to just below 1, of how soon a delivery is tried again; 0, so none is sooner than the others, if undefined. */
  readonly chance?: (() => number) | undefined;
  readonly onDelivered?: (delivered: Delivered) => void;
  /** How many deliveries are held at most, those under way included; 1000 by default. */
  readonly capacity?: number;
  /** How long after `send` a delivery is tried again at the latest, ms; five minutes by default. */
  readonly deadlineMs?: number;
}

interface Held {
  readonly delivery: Delivery;
  readonly until: number;
}

/** Why something was not delivered, without secrets; `host` where it was looked up. */
interface Loss {
  readonly reason: string;
  readonly attempts: number;
  readonly host?: string;
}

interface Lane {
  readonly waiting: Held[];
  done: Promise<void>;
}

const LONGEST_PAUSE_OF_DRAIN_MS = 500;

const STOPPED = 'stopped';
/** Why it did not arrive before it was stopped, where that is known. */
const stoppedAfter = (last: string | undefined): string =>
  last === undefined ? STOPPED : `stopped, and before: ${last}`;
const FULL: Loss = { reason: 'the queue is full', attempts: 0 };

/** What the log says of a lost delivery: Flagger's words. */
const LOST = { event: 'error sending event to webhook', alert: "alert can't be sent" } as const;

/** Delivers in the background, lane by lane, with retries. What is lost is counted, and logged once. */
export class BackgroundSender implements Sender {
  private readonly lanes = new Map<string, Lane>();
  private readonly pauses = new Set<() => void>();
  private readonly over = new AbortController();
  private held = 0;
  private drainedAt = Infinity;

  constructor(private readonly ports: SenderPorts) {}

  send(delivery: Delivery): void {
    if (this.over.signal.aborted) {
      return this.lose(delivery, { reason: STOPPED, attempts: 0 });
    }
    if (this.held >= (this.ports.capacity ?? 1000) && !this.dropOldest()) {
      return this.lose(delivery, FULL);
    }
    this.held += 1;
    const held = { delivery, until: this.ports.clock.now() + (this.ports.deadlineMs ?? 5 * 60_000) };
    const lane = this.lanes.get(delivery.lane);
    if (lane) {
      lane.waiting.push(held);
    } else {
      this.open(delivery.lane, held);
    }
  }

  /**
   * Delivers what is held, for at most `ms`, with short pauses; what is left then, and whatever comes later, is lost.
   * Never fails.
   */
  async drain(ms: number): Promise<void> {
    this.drainedAt = this.ports.clock.now() + ms;
    const cancel = this.ports.clock.after(ms, () => this.over.abort());
    [...this.pauses].forEach((end) => end());
    while (this.lanes.size > 0) {
      await Promise.all(Array.from(this.lanes.values(), ({ done }) => done));
    }
    cancel();
    this.over.abort();
  }

  private open(name: string, first: Held): void {
    const lane: Lane = { waiting: [first], done: Promise.resolve() };
    this.lanes.set(name, lane);
    lane.done = this.empty(name, lane);
  }

  private async empty(name: string, { waiting }: Lane): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const loss = await this.deliver(next);
      this.held -= 1;
      if (loss) {
        this.lose(next.delivery, loss);
      } else {
        this.ports.onDelivered?.({ kind: next.delivery.kind, outcome: 'delivered' });
      }
    }
    this.lanes.delete(name);
  }

  private async deliver({ delivery, until }: Held): Promise<Loss | undefined> {
    let last: string | undefined;
    for (let attempts = 1; ; attempts += 1) {
      if (this.over.signal.aborted) {
        return { reason: stoppedAfter(last), attempts: attempts - 1 };
      }
      const failed = await this.attempt(delivery);
      if (!failed) {
        return undefined;
      }
      const { reason, host } = failed;
      const leftMs = Math.min(until, this.drainedAt) - this.ports.clock.now();
      if (failed.isFinal || leftMs <= 0) {
        const whole = reason === STOPPED ? stoppedAfter(last) : reason;
        return { reason: whole, attempts, ...(host !== undefined && { host }) };
      }
      last = reason;
      await this.pause(Math.min(leftMs, this.pauseMs(attempts, failed)));
    }
  }

  private async attempt({ post: given }: Delivery): Promise<(Failed & { readonly host?: string }) | undefined> {
    const { signal } = this.over;
    const what = typeof given === 'function' ? await lookUp(given, signal) : { ok: true as const, object: given };
    if (!what.ok) {
      return { kind: 'failed', reason: what.because, isFinal: what.isFinal };
    }
    const outcome = await post(what.object, { clock: this.ports.clock, signal });
    return outcome.kind === 'failed' ? { ...outcome, host: hostOf(what.object) } : undefined;
  }

  /** 1 s, 2 s, 4 s …, shortened by chance, unless the server asks for more. */
  private pauseMs(attempts: number, { retryAfterMs }: Failed): number {
    const own = pauseMs(attempts, undefined, this.ports.chance?.());
    const ms = retryAfterMs === undefined ? own : Math.max(own, pauseMs(attempts, retryAfterMs));
    return this.drainedAt === Infinity ? ms : Math.min(ms, LONGEST_PAUSE_OF_DRAIN_MS);
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        cancel();
        this.pauses.delete(end);
        resolve();
      };
      const cancel = this.ports.clock.after(ms, end);
      this.pauses.add(end);
    });
  }

  /** Of the longest lane, so that a receiver that is away costs the others nothing; false where nothing waits. */
  private dropOldest(): boolean {
    const [longest] = [...this.lanes.values()].sort((one, other) => other.waiting.length - one.waiting.length);
    const oldest = longest?.waiting.shift();
    if (!oldest) {
      return false;
    }
    this.held -= 1;
    this.lose(oldest.delivery, FULL);
    return true;
  }

  private lose({ kind, about, post: given }: Delivery, loss: Loss): void {
    const host = typeof given === 'function' ? {} : { host: hostOf(given) };
    this.ports.log.error(LOST[kind], { ...about, ...host, ...loss });
    this.ports.onDelivered?.({ kind, outcome: 'lost' });
  }
}

const hostOf = ({ url }: Post): string => (URL.canParse(url) ? new URL(url).host : '');
