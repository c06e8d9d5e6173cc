import type { Clock } from '@flagger/api';
import type { Ask, Mesh } from '../mesh/index.ts';
import { Clients, type Stays } from './clients.ts';
import { Tally, type VersionTally } from './tally.ts';

export interface UsersOptions {
  readonly mesh: Pick<Mesh, 'request'>;
  readonly clock: Clock;
  /** What they ask for, e.g. `{ url: 'http://podinfo.test:9898/' }`. */
  readonly ask: Ask;
  /** Requests a second. */
  readonly perSecond: number;
  /** How many requests may be under way at once; what is due beyond that waits. */
  readonly concurrency: number;
  /** How many clients they are, each with its own cookies; absent: nobody keeps any. */
  readonly clients?: number;
}

export interface Users {
  /** From now on they ask so often a second. */
  pace(perSecond: number): void;
  /** What they got so far, by version. */
  tally(): readonly VersionTally[];
  /** Whether they stayed where a cookie was given to them; undefined where nobody keeps any. */
  stays(): Stays | undefined;
  /** Ends it; settles when all requests have been answered. */
  stop(): Promise<void>;
}

/** Users who ask at a steady rate, whether or not they were answered. */
export function startUsers(options: UsersOptions): Users {
  const crowd = new Crowd(options);
  crowd.begin();
  return crowd;
}

class Crowd implements Users {
  private readonly counts = new Tally();
  private readonly underWay = new Set<Promise<void>>();
  private waiting = 0;
  private isStopped = false;
  private cancel: () => void = () => undefined;

  private readonly clients: Clients | undefined;

  private perSecond: number;

  constructor(private readonly options: UsersOptions) {
    this.perSecond = options.perSecond;
    this.clients = options.clients === undefined ? undefined : new Clients(options.clients);
  }

  begin(): void {
    this.next(this.options.clock.now());
  }

  pace(perSecond: number): void {
    this.perSecond = perSecond;
  }

  tally(): readonly VersionTally[] {
    return this.counts.all();
  }

  stays(): Stays | undefined {
    return this.clients?.stays();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.cancel();
    await Promise.all(this.underWay);
  }

  /** The times are planned ahead, so that one that comes late delays no other. */
  private next(planned: number): void {
    const { clock } = this.options;
    const at = Math.max(planned, clock.now() - 1000);
    this.cancel = clock.after(Math.max(0, at - clock.now()), () => {
      this.waiting += 1;
      this.send();
      this.next(at + 1000 / this.perSecond);
    });
  }

  private send(): void {
    while (this.waiting > 0 && this.underWay.size < this.options.concurrency && !this.isStopped) {
      this.waiting -= 1;
      const asking = this.ask().finally(() => {
        this.underWay.delete(asking);
        this.send();
      });
      this.underWay.add(asking);
    }
  }

  private async ask(): Promise<void> {
    const { mesh, ask, clock } = this.options;
    const startedAt = clock.now();
    const send = (headers: readonly (readonly [string, string])[] = []): ReturnType<typeof mesh.request> =>
      mesh.request({ ...ask, headers: [...(ask.headers ?? []), ...headers] });
    const { status, by } = await (this.clients ? this.clients.ask(send) : send());
    this.counts.add({
      version: by?.version ?? '',
      isFailed: status >= 500 || status === 0,
      ms: clock.now() - startedAt,
    });
  }
}
