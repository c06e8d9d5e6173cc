import { Wait, type Clock, type Log } from '@flagger/api';
import type { BackgroundSender } from '@flagger/alerts';
import type { Lives, Queue, Rivals } from '@flagger/controller';
import type { Cluster } from '@flagger/kubernetes';
import { cachedPage } from './cached-page.ts';
import { serve, type Listening } from './server.ts';
import type { Ownership } from './ownership.ts';
import type { Standby } from './standby.ts';
import type { Telemetry } from './telemetry.ts';
import type { Writing } from './writing.ts';

export interface ProgramPorts {
  readonly cluster: Pick<Cluster, 'canaries' | 'start' | 'relist' | 'onChange' | 'isSynced' | 'blindness' | 'watches'>;
  readonly queue: Pick<Queue, 'wake' | 'stop'>;
  readonly rivals: Pick<Rivals, 'heard'>;
  readonly lives: Pick<Lives, 'stopAsking'>;
  readonly sender: Pick<BackgroundSender, 'drain'>;
  readonly telemetry: Pick<Telemetry, 'page' | 'show'>;
  readonly clock: Clock;
  readonly log: Log;
  /** 0 takes any free port. */
  readonly port: number;
  /** The only address at which is served; undefined: all. */
  readonly address: string | undefined;
  readonly ownership: Pick<Ownership, 'isOurs'>;
  /** Opens and shuts the gate before every write. */
  readonly writing: Writing;
  /** Undefined where this is the only replica. */
  readonly election: Election | undefined;
  /** Why the metrics server cannot be asked; undefined where it can. */
  readonly metricsServerProblem: (signal: AbortSignal) => Promise<string | undefined>;
}

/** What replicas need of which one acts. */
export interface Election {
  /** The lease of who acts; `onLost` is called when it was ours and is no more. */
  readonly lease: (onLost: () => void) => Leading;
  /** What is done while another acts; nothing if absent. */
  readonly standby?: Pick<Standby, 'look' | 'end'>;
}

/** The lease of who acts, or those of its shards. */
export interface Leading {
  /** Resolves once it may be on us to act. */
  acquire(signal: AbortSignal): Promise<void>;
  /** Whether it is certain that nobody else acts in the namespace; in any, where it is undefined. */
  isFresh(namespace: string | undefined): boolean;
  release(): Promise<void>;
}

/** How long turns may go on at a stop before their requests are aborted, and then until they have heard of it, ms. */
const TURNS_MS = 3_000;
const ABORTED_TURNS_MS = 1_000;
/** How long the lease may take to be given back, where the API server is slow, ms. */
const RELEASE_MS = 10_000;
/** How long what is still to be told to others may take at a stop, ms. */
const DRAIN_MS = 4_000;

/** The life of the operator: serve, look, lead, work, and stop gracefully. */
export class Program {
  /**
   * Resolves when another may lead, nothing more is done here, and what was done was told: the process is to end
   * then.
   */
  readonly lost: Promise<void>;
  private readonly lease: Leading | undefined;
  private readonly ended = new AbortController();
  private server: Listening | undefined;
  private hasLooked = false;
  private isWorking = false;
  private isStopping = false;

  constructor(private readonly ports: ProgramPorts) {
    let onLost = (): void => undefined;
    this.lost = new Promise<void>((resolve) => {
      onLost = resolve;
    }).then(() => this.giveUp());
    this.lease = ports.election?.lease(onLost);
  }

  /** Resolves when canaries are being worked on, or at a stop; fails with a sentence where that cannot be. */
  async start(): Promise<void> {
    try {
      await this.begin();
    } catch (error) {
      if (!this.isStopping) {
        throw error;
      }
    }
  }

  private async begin(): Promise<void> {
    const { cluster, queue, telemetry, log, port, address, ownership } = this.ports;
    this.server = await serve({
      port,
      address,
      notReady: () => this.notReady(),
      metrics: cachedPage(telemetry.page, () => performance.now()),
    });
    log.info('Serving health and metrics', { port: this.server.port });
    telemetry.show(() => cluster.watches());
    void this.tellMetricsServer();
    cluster.onChange((key) => this.heard(key));
    await cluster.start(this.ended.signal);
    this.hasLooked = true;
    await this.lead();
    this.isWorking = true;
    this.ports.election?.standby?.end();
    const keys = cluster.canaries.keys();
    log.info('Watching canaries', { canaries: keys.length });
    keys.filter((key) => ownership.isOurs(key)).forEach((key) => queue.wake(key));
  }

  /**
   * Until it is on us to act, on what is true then: who led before us may have written what our watches have yet to
   * bring.
   */
  private async lead(): Promise<void> {
    const { lease } = this;
    const { cluster, writing } = this.ports;
    if (!lease) {
      writing.allow();
      return;
    }
    await lease.acquire(this.ended.signal);
    await cluster.relist();
    if (this.isStopping) {
      throw new Wait('the process is stopping');
    }
    writing.allow((namespace) => lease.isFresh(namespace));
  }

  private notReady(): string | undefined {
    const { cluster } = this.ports;
    return this.hasLooked && cluster.isSynced() ? cluster.blindness() : 'the caches have not been read yet';
  }

  private heard(key: string): void {
    this.ports.rivals.heard(key);
    if (!this.isWorking) {
      this.ports.election?.standby?.look(key);
    } else if (this.ports.ownership.isOurs(key)) {
      this.ports.queue.wake(key);
    }
  }

  /** A metrics server that is not there is told at once, and not only when the first canary needs it. */
  private async tellMetricsServer(): Promise<void> {
    const { metricsServerProblem, log } = this.ports;
    const problem = await metricsServerProblem(this.ended.signal).catch(() => undefined);
    if (problem !== undefined) {
      log.warn('The metrics server cannot be asked', { error: problem });
    }
  }

  /**
   * Takes no new turns and ends those under way, by force where they take long; then lets another lead, tells others
   * what is still to be told, and stops serving. Within 25 s, whatever the API server does.
   */
  async stop(): Promise<void> {
    const { queue, lives, sender, clock, log, writing } = this.ports;
    log.info('Shutting down');
    this.isStopping = true;
    lives.stopAsking();
    const turns = queue.stop();
    const haveEnded = await atMost(turns, TURNS_MS, clock);
    writing.forbid();
    const stopping = new Wait('the process is stopping');
    if (!haveEnded) {
      // the requests of turns; the lease has a connection of its own
      this.ended.abort(stopping);
      await atMost(turns, ABORTED_TURNS_MS, clock);
    }
    await Promise.all([atMost(this.lease?.release(), RELEASE_MS, clock), sender.drain(DRAIN_MS)]);
    // only now: an alert's provider and its Secret are read when it is told
    this.ended.abort(stopping);
    await this.server?.close();
  }

  /** Nothing is finished: who leads next does that. What was done is told, though, since nobody else will. */
  private async giveUp(): Promise<void> {
    const { queue, lives, sender, log, writing } = this.ports;
    writing.forbid();
    this.isStopping = true;
    log.error('Leadership lost');
    lives.stopAsking();
    void queue.stop();
    await sender.drain(DRAIN_MS);
    // only now, as at a stop: writes are held by the fence, and an alert's provider and its Secret are to be read
    this.ended.abort();
  }
}

/** Waits for something, but no longer than so many ms; whether it came in time. */
async function atMost(what: Promise<void> | undefined, ms: number, clock: Clock): Promise<boolean> {
  let cancel = (): void => undefined;
  const over = new Promise<boolean>((resolve) => {
    cancel = clock.after(ms, () => resolve(false));
  });
  const isInTime = await Promise.race([Promise.resolve(what).then(() => true), over]);
  cancel();
  return isInTime;
}
