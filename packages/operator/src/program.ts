import type { Log } from '@flagger/api';
import type { BackgroundSender } from '@flagger/alerts';
import type { Answers, Queue } from '@flagger/controller';
import type { Cluster } from '@flagger/kubernetes';
import { serve, type Listening } from './server.ts';
import type { Telemetry } from './telemetry.ts';

export interface ProgramPorts {
  readonly cluster: Cluster;
  readonly queue: Queue;
  readonly answers: Answers;
  readonly sender: BackgroundSender;
  readonly telemetry: Telemetry;
  readonly log: Log;
  /** 0 takes any free port. */
  readonly port: number;
  /** Opens and shuts the gate before every write. */
  readonly writing: Writing;
  /** Why the metrics server cannot be asked; undefined where it can. */
  readonly metricsServerProblem: (signal: AbortSignal) => Promise<string | undefined>;
}

/** How long what is still to be told to others may take at a stop, ms. */
const DRAIN_MS = 4_000;

/** Whether the process may write: not before it has looked, not after it was told to stop. */
export class Writing {
  isAllowed = false;
}

/** The life of the operator: serve, look, work, and stop gracefully. */
export class Program {
  private readonly ended = new AbortController();
  private server: Listening | undefined;

  constructor(private readonly ports: ProgramPorts) {}

  /** Resolves when canaries are being worked on; fails with a sentence where that cannot be. */
  async start(): Promise<void> {
    const { cluster, queue, telemetry, log, port, writing } = this.ports;
    this.server = await serve({
      port,
      notReady: () => (writing.isAllowed && cluster.isSynced() ? undefined : 'the caches have not been read yet'),
      metrics: telemetry.page,
    });
    log.info('Serving health and metrics', { port: this.server.port });
    void this.tellMetricsServer();
    cluster.onChange(key => queue.wake(key));
    await cluster.start(this.ended.signal);
    writing.isAllowed = true;
    const keys = cluster.canaries.keys();
    log.info('Watching canaries', { canaries: keys.length });
    keys.forEach(key => queue.wake(key));
  }

  /** A metrics server that is not there is told at once, and not only when the first canary needs it. */
  private async tellMetricsServer(): Promise<void> {
    const { metricsServerProblem, log } = this.ports;
    const problem = await metricsServerProblem(this.ended.signal).catch(() => undefined);
    if (problem !== undefined) {
      log.warn('The metrics server cannot be asked', { error: problem });
    }
  }

  /** Ends turns under way, takes no new ones, tells others what is still to be told, and stops serving. */
  async stop(): Promise<void> {
    const { queue, answers, sender, log, writing } = this.ports;
    log.info('Shutting down');
    answers.forgetAll();
    await queue.stop();
    writing.isAllowed = false;
    await sender.drain(DRAIN_MS);
    this.ended.abort();
    await this.server?.close();
  }
}
