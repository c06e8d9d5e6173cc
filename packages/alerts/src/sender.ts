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
  /** How many deliveries of each kind are held at most, those under way included; 1000 by default. */
  readonly capacity?: number;
  /** How long after `send` a delivery is tried again at the latest, ms; five minutes by default. */
  readonly deadlineMs?: number;
}

interface Held {
  readonly delivery: Delivery;
  readonly until: number;
  /** Those that failed. */
  attempts: number;
  /** Why the last attempt failed. */
  last?: string;
}

/** Why something was not delivered, without secrets; `host` where it was looked up. */
interface Loss {
  readonly reason: string;
  readonly attempts: number;
  readonly host?: string;
}

interface Lane {
  readonly kind: Delivery['kind'];
  /** With the one that pauses before it is tried again, without the one under way; the oldest first. */
  readonly waiting: Held[];
  done: Promise<void>;
}

const LONGEST_PAUSE_OF_DRAIN_MS = 500;

const STOPPED = 'stopped';
const FULL = 'the queue is full';
/** Why it did not arrive before that, where that is known. */
const after = (last: string | undefined, reason: string): string =>
  last === undefined ? reason : `${reason}, and before: ${last}`;

/** What the log says of a lost delivery: Flagger's words. */
const LOST = { event: 'error sending event to webhook', alert: "alert can't be sent" } as const;

/** Delivers in the background, lane by lane, with retries. What is lost is counted, and logged once. */
export class BackgroundSender implements Sender {
  private readonly lanes = new Map<string, Lane>();
  private readonly pauses = new Set<() => void>();
  private readonly over = new AbortController();
  private readonly held = { event: 0, alert: 0 };
  private drainedAt = Infinity;

  constructor(private readonly ports: SenderPorts) {}

  send(delivery: Delivery): void {
    if (this.over.signal.aborted) {
      return this.lose(delivery, { reason: STOPPED, attempts: 0 });
    }
    if (this.held[delivery.kind] >= (this.ports.capacity ?? 1000) && !this.dropOldest(delivery.kind)) {
      return this.lose(delivery, { reason: FULL, attempts: 0 });
    }
    this.held[delivery.kind] += 1;
    const until = this.ports.clock.now() + (this.ports.deadlineMs ?? 5 * 60_000);
    this.add({ delivery, until, attempts: 0 });
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

  private add(held: Held): void {
    const { kind, lane: name } = held.delivery;
    const open = this.lanes.get(name);
    if (open) {
      open.waiting.push(held);
      return;
    }
    const lane: Lane = { kind, waiting: [held], done: Promise.resolve() };
    this.lanes.set(name, lane);
    lane.done = this.empty(name, lane);
  }

  private async empty(name: string, { waiting }: Lane): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const pauseMs = await this.deliver(next);
      if (pauseMs !== undefined) {
        waiting.unshift(next);
        await this.pause(pauseMs);
      }
    }
    this.lanes.delete(name);
  }

  /** One attempt. Gives the ms until the next one, undefined where none follows. */
  private async deliver(held: Held): Promise<number | undefined> {
    const { delivery, until, last } = held;
    if (this.over.signal.aborted) {
      this.end(held, { reason: after(last, STOPPED), attempts: held.attempts });
      return undefined;
    }
    const failed = await this.attempt(delivery);
    if (!failed) {
      this.end(held);
      return undefined;
    }
    held.attempts += 1;
    const { reason, host } = failed;
    const leftMs = Math.min(until, this.drainedAt) - this.ports.clock.now();
    if (failed.isFinal || leftMs <= 0) {
      const whole = reason === STOPPED ? after(last, STOPPED) : reason;
      this.end(held, { reason: whole, attempts: held.attempts, ...(host !== undefined && { host }) });
      return undefined;
    }
    held.last = reason;
    return Math.min(leftMs, this.pauseMs(held.attempts, failed));
  }

  private end({ delivery }: Held, loss?: Loss): void {
    this.held[delivery.kind] -= 1;
    if (loss) {
      this.lose(delivery, loss);
    } else {
      this.ports.onDelivered?.({ kind: delivery.kind, outcome: 'delivered' });
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
  private dropOldest(kind: Delivery['kind']): boolean {
    const lanes = [...this.lanes.values()].filter((lane) => lane.kind === kind);
    const [oldest] = lanes.sort(longestFirst)[0]?.waiting.splice(0, 1) ?? [];
    if (!oldest) {
      return false;
    }
    this.end(oldest, { reason: after(oldest.last, FULL), attempts: oldest.attempts });
    return true;
  }

  private lose({ kind, about, post: given }: Delivery, loss: Loss): void {
    const host = typeof given === 'function' ? {} : { host: hostOf(given) };
    this.ports.log.error(LOST[kind], { ...about, ...host, ...loss });
    this.ports.onDelivered?.({ kind, outcome: 'lost' });
  }
}

/** Of two that are as long, the one that has waited longer. */
const longestFirst = ({ waiting: one }: Lane, { waiting: other }: Lane): number =>
  other.length - one.length || (one[0]?.until ?? 0) - (other[0]?.until ?? 0);

const hostOf = ({ url }: Post): string => (URL.canParse(url) ? new URL(url).host : '');
