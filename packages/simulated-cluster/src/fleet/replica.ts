import { Wait, type Checks, type Log, type MeshProvider } from '@flagger/api';
import { Shards, type ShardsPorts } from '@flagger/controller';
import { fleetLease, leaseIn, LEASE_NAME, type Machine } from '@flagger/kubernetes';
import type { Change, MemoryCluster } from '@flagger/memory-cluster';
import { ClusterClient, type ClientPorts } from '../cluster/cluster-client.ts';
import { Operator } from '../operator.ts';
import { OperatorProcess } from '../process.ts';
import type { Random } from '../random.ts';
import type { SimulatedClock } from '../simulated-clock.ts';
import type { Weather } from '../weather.ts';
import { simulatedLease, type LeaseNetwork } from './simulated-lease.ts';

/** Puts other ports in the place of those of the shards. */
export type MutateShards = (ports: ShardsPorts) => ShardsPorts;

export interface ReplicaPorts extends Pick<ClientPorts, 'told' | 'onEvent' | 'onApplied' | 'onFate'> {
  readonly identity: string;
  /** How many shards there are. */
  readonly count: number;
  readonly durationMs: number;
  readonly server: MemoryCluster;
  readonly time: SimulatedClock;
  readonly random: Random;
  readonly weather: Weather;
  readonly checksOf: (process: OperatorProcess) => Checks;
  readonly provider: MeshProvider;
  readonly log: Log;
  readonly onStandstill: () => void;
  readonly mutate?: MutateShards | undefined;
  /** Whether a write leaves whoever may write. */
  readonly isUnfenced?: boolean | undefined;
  /** The name of the fleet. */
  readonly fleetName?: string | undefined;
}

/** The longest that a request is on its way, ms. */
const LONGEST_MS = 3000;

/** One of several operators that share the canaries of a cluster. */
export class Replica {
  readonly process: OperatorProcess;
  readonly shards: Shards;
  isCut = false;
  private readonly client: ClusterClient;
  private readonly operator: Operator;
  private readonly end = new AbortController();
  private isStopping = false;

  constructor(readonly ports: ReplicaPorts) {
    const { server, time, weather, log, provider, count } = ports;
    this.process = new OperatorProcess(time);
    this.client = new ClusterClient({
      ...ports,
      process: this.process,
      onChange: (key) => this.heard(key),
      isKept: (key) => this.shards.isKept(key),
      onTrouble: () => undefined,
      kill: () => this.process.kill(),
      onIssue: () => undefined,
      onRefused: () => undefined,
      wire: (leaving) => this.wire(leaving),
    });
    this.operator = new Operator({
      process: this.process,
      client: this.client,
      checks: ports.checksOf(this.process),
      provider,
      others: [],
      key: '',
      log,
      onStandstill: ports.onStandstill,
      isOurs: (key) => this.shards.isOurs(key),
      mayWrite: (namespace) => this.mayWrite(namespace),
    });
    const network = { server, time, process: this.process, isCut: () => this.isCut, latency: () => weather.latency() };
    this.shards = new Shards(this.shardsPorts(network, count));
  }

  get isThere(): boolean {
    return !this.process.isDead && !this.isStopping;
  }

  /** Begins; from then on it takes the shards that it may. */
  async start(): Promise<void> {
    await this.client.start();
    await this.shards.acquire(this.end.signal).catch(() => undefined);
    await this.operator.start();
  }

  changed(change: Change): void {
    if (!this.isCut && this.isThere) {
      this.client.changed(change);
    }
  }

  /** Nothing gets through any more, until it does again. */
  cut(ms: number): void {
    this.isCut = true;
    this.ports.time.after(ms, () => {
      this.isCut = false;
      void this.client.takeOver();
    });
  }

  /** As on SIGTERM. */
  async stop(): Promise<void> {
    this.isStopping = true;
    this.operator.lives.stopAsking();
    await this.operator.queue.stop();
    await this.shards.release();
    this.process.kill();
  }

  private shardsPorts(network: LeaseNetwork, count: number): ShardsPorts {
    const { identity, durationMs, log, mutate, random } = this.ports;
    const { clock } = this.process;
    const machine: Machine = { ...clock, elapsed: () => network.time.elapsed(), random: () => random.next() };
    const terms = {
      namespace: 'flagger-system',
      identity,
      log,
      machine,
      timings: { durationMs },
      // the program ends, and is started again
      onLost: () => this.process.kill(),
    };
    const fleet = this.ports.fleetName ?? `fleet of ${count}`;
    const ports: ShardsPorts = {
      count,
      clock,
      log,
      fleet: fleetLease(simulatedLease(LEASE_NAME, network), { ...terms, name: LEASE_NAME, fleet }),
      lease: (shard, wish) =>
        leaseIn(simulatedLease(shardLeaseName(shard), network), { ...terms, name: shardLeaseName(shard), wish }),
      takeOver: () => this.client.takeOver(),
      keys: () => this.client.canaries.keys(),
      queue: { wake: (key) => this.operator.wake(key), knows: (key) => this.operator.queue.knows(key) },
      isUnderWay: (key) => this.operator.lives.isUnderWay(key),
      drop: (key) => {
        this.operator.lives.forget(key);
        this.client.forget(key);
        this.operator.rivals.heard(key);
      },
      tickMs: durationMs / 12,
      patienceMs: durationMs,
    };
    return mutate?.(ports) ?? ports;
  }

  private heard(key: string): void {
    this.operator.rivals.heard(key);
    if (this.shards.isOurs(key)) {
      this.operator.wake(key);
    }
  }

  private mayWrite(namespace: string | undefined): boolean {
    return this.ports.isUnfenced === true || this.shards.isFresh(namespace);
  }

  /** The fence is asked when the request leaves; on its way it needs nobody. */
  private async wire({
    isWrite,
    namespace,
  }: {
    readonly isWrite: boolean;
    readonly namespace?: string | undefined;
  }): Promise<void> {
    const { time, random, weather } = this.ports;
    if (this.isCut) {
      await this.process.sleep(LONGEST_MS);
      throw new Wait('no answer');
    }
    if (!isWrite) {
      return;
    }
    if (!this.mayWrite(namespace)) {
      throw new Wait('not sent: the lease is not ours');
    }
    const ms = weather.isCalm || !random.chance(0.2) ? 1 : random.between(1, LONGEST_MS);
    await new Promise<void>((resolve) => time.after(ms, resolve));
  }
}

/** The name of a shard's lease. */
export const shardLeaseName = (shard: number): string => `${LEASE_NAME}-shard-${shard}`;
