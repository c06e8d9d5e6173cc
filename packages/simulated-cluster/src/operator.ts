import {
  MESH_DEFAULTS,
  type Canaries,
  type Checks,
  type Listener,
  type Log,
  type MeshProvider,
  type Objects,
  type Workloads,
} from '@flagger/api';
import {
  CheckSession,
  Life,
  Lives,
  Meshes,
  Performer,
  Queue,
  Reconciler,
  Rivals,
  Since,
  type Outcome,
  type PerformerPorts,
} from '@flagger/controller';
import { createWorkloads, WORKLOAD_DEFAULTS } from '@flagger/kubernetes';
import type { ClusterClient } from './cluster/cluster-client.ts';
import type { OperatorProcess } from './process.ts';
import { Standstill } from './standstill.ts';

const RESYNC_MS = 10 * 60_000;
const SIDE_BY_SIDE = 64;
const MIN_INTERVAL_MS = 10_000;
export const SETTLE_MS = 5000;

/** What an operator is made of, so that a mutation can put something else in the place of a part. */
export interface Parts {
  readonly provider: MeshProvider;
  readonly workloads: (objects: Objects) => Workloads;
  readonly performer: Performer;
  readonly checks: Checks;
  readonly since: () => Since;
  /** What is remembered of a canary begins. */
  readonly life: (life: Life) => Life;
  readonly canaries: Canaries;
  readonly rivals: Pick<Rivals, 'heard' | 'rivalsOf'>;
  readonly settleMs: number;
  /** One turn of a canary. */
  readonly turn: (take: () => Promise<Outcome>) => Promise<Outcome>;
}

/** What the parts are made with. */
export interface Making {
  readonly process: OperatorProcess;
  readonly performerPorts: PerformerPorts;
}

/** Gives the parts that are to be others. */
export type Mutate = (parts: Parts, making: Making) => Partial<Parts>;

export interface OperatorPorts {
  readonly process: OperatorProcess;
  readonly client: ClusterClient;
  readonly checks: Checks;
  readonly provider: MeshProvider;
  readonly log: Log;
  /** The meshes that a Canary may name beside its first. */
  readonly others: readonly MeshProvider[];
  /** `namespace/name` of the canary whose configs are read. */
  readonly key: string;
  /** Who hears what is told and decided. */
  readonly listeners?: readonly Listener[];
  /** Of several that share the canaries: which of them are looked after here; all if absent. */
  readonly isOurs?: ((key: string) => boolean) | undefined;
  /** Whether it may write into a namespace once it has looked; always if absent. */
  readonly mayWrite?: ((namespace: string) => boolean) | undefined;
  /** It takes one turn after the other and no time passes; it was killed. */
  readonly onStandstill: () => void;
  readonly mutate?: Mutate | undefined;
  /** Whether the conditions that Flux reads are told; false if undefined. */
  readonly kstatusConditions?: boolean | undefined;
}

/** The real queue, reconciler, engine, workloads and provider in one process. */
export class Operator {
  readonly process: OperatorProcess;
  readonly client: ClusterClient;
  readonly queue: Queue;
  readonly lives: Lives;
  readonly rivals: Pick<Rivals, 'heard' | 'rivalsOf'>;
  private isWriting = false;

  constructor(ports: OperatorPorts) {
    const { process, client, log } = ports;
    this.process = process;
    this.client = client;
    const common = { clock: process.clock, chance: () => 0, log, listeners: ports.listeners ?? [] };
    const { provider, workloads, performer, checks, since, life, canaries, rivals, settleMs, turn } = this.parts(
      ports,
      common,
    );
    const asking = { ...common, checks, wake: (key: string) => this.wake(key) };
    this.lives = new Lives((key) => life(new Life({ session: new CheckSession(key, asking), since: since() })));
    this.rivals = rivals;
    const reconciler = new Reconciler({
      ...common,
      ...(ports.isOurs && { isOurs: ports.isOurs }),
      ...{ rivals, canaries, performer, lives: this.lives, settleMs },
      meshes: new Meshes([provider, ...ports.others], provider.names[0] ?? '', MESH_DEFAULTS),
      view: (key) => ({ objects: client.objects(key), workloads: (objects) => workloads(objects) }),
      endTurn: () => undefined,
      forget: (key) => client.forget(key),
      mayWrite: (namespace) => this.isWriting && ports.mayWrite?.(namespace) !== false,
      minIntervalMs: MIN_INTERVAL_MS,
      kstatusConditions: ports.kstatusConditions,
    });
    const standstill = new Standstill();
    const take = (key: string): Promise<Outcome> => {
      if (standstill.isReached(process.clock.now())) {
        process.kill();
        ports.onStandstill();
        return new Promise(() => undefined);
      }
      client.beginTurn(key);
      return turn(() => reconciler.turn(key));
    };
    const explain = (...failure: Parameters<Reconciler['explain']>): Promise<number> => {
      client.beginExplaining(failure[0]);
      return reconciler.explain(...failure);
    };
    this.queue = new Queue(take, { ...common, explain, parallel: SIDE_BY_SIDE, resyncMs: RESYNC_MS });
  }

  /** As the program starts: it looks, then it works. */
  async start(): Promise<void> {
    await this.client.start();
    this.isWriting = true;
    this.client.canaries.keys().forEach((key) => this.wake(key));
  }

  /** As the program stops on SIGTERM: what is under way ends, nothing new begins. */
  async stop(): Promise<void> {
    this.lives.stopAsking();
    await this.queue.stop();
    this.isWriting = false;
    this.process.kill();
  }

  /** Something that belongs to a canary changed, as the program hears of it. */
  heard(key: string): void {
    if (!this.process.isDead) {
      this.rivals.heard(key);
      this.wake(key);
    }
  }

  wake(key: string): void {
    if (!this.process.isDead) {
      this.queue.wake(key);
    }
  }

  private parts({ process, client, checks, provider, key, mutate }: OperatorPorts, common: Common): Parts {
    const performerPorts = { ...common, canaries: client.canaries, events: client.events };
    const deps = { configs: client.configs(key), options: WORKLOAD_DEFAULTS, now: () => process.clock.now() };
    const parts: Parts = {
      provider,
      workloads: (objects) => createWorkloads({ ...deps, objects }),
      performer: new Performer(performerPorts),
      checks,
      since: () => new Since(),
      life: (life) => life,
      canaries: client.canaries,
      rivals: new Rivals({ canaries: client.canaries, wake: (key) => this.wake(key) }),
      settleMs: SETTLE_MS,
      turn: (take) => take(),
    };
    return { ...parts, ...mutate?.(parts, { process, performerPorts }) };
  }
}

type Common = Pick<PerformerPorts, 'clock' | 'listeners' | 'log'>;
