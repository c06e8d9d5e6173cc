import { type Canary, type Checks, type Finding, type KubeObject, type Question, webhooksOf } from '@flagger/api';
import { shardOf } from '@flagger/controller';
import { LEASE_NAME } from '@flagger/kubernetes';
import { MemoryCluster } from '@flagger/memory-cluster';
import { istio } from '@flagger/provider-istio';
import {
  type Applied,
  at,
  Deployments,
  imageOf,
  leaseOf,
  type MutateShards,
  numberAt,
  type OperatorProcess,
  type Random,
  Replica,
  shardLeaseName,
  SimulatedClock,
  textAt,
  Weather,
} from '@flagger/simulated-cluster';
import { operatorLog } from '../operator-log.ts';
import type { Violation } from '../simulation-settings.ts';
import { Story } from '../story.ts';
import { count, type Counts } from '../tally.ts';
import { type FleetCanary, objectsOf, STEP, targetOf, templateOf } from './fleet-scene.ts';

export const LEASE_MS = 60_000;

/** A defect that is put into every replica. */
export interface FleetDefect {
  readonly shards?: MutateShards;
  readonly isUnfenced?: boolean;
  readonly fleetName?: string;
}

export interface FleetSettings {
  readonly random: Random;
  readonly canaries: readonly FleetCanary[];
  readonly isTold: boolean;
  readonly defect?: FleetDefect | undefined;
  /** Looks at this invariant alone. */
  readonly only?: string | undefined;
}

const LEAST_TAKES_MS = 1;
const MOST_TAKES_MS = 8000;

/** A cluster with many canaries, and the replicas that share them. */
export class Fleet {
  readonly clock = new SimulatedClock();
  readonly server = new MemoryCluster({ now: () => this.clock.now() });
  readonly counts: Counts = {};
  readonly story: Story;
  readonly weather: Weather;
  violation: Violation | undefined;
  replicas: Replica[] = [];
  /** Whether all that happened so far lets hooks be called once only. */
  isGentle = true;
  private readonly told = new Set<string>();
  private readonly events = new Set<string>();
  private readonly asked = new Map<string, OperatorProcess>();
  private born = 0;

  constructor(readonly settings: FleetSettings) {
    const { random, isTold, canaries } = settings;
    const { server, clock } = this;
    this.story = new Story(isTold, () => clock.elapsed());
    this.weather = new Weather(random);
    new Deployments({ server, clock, random, qualityOf: () => 'good' });
    canaries.flatMap(objectsOf).forEach((object) => server.create(object, 'hand'));
    server.onChange((change) => this.replicas.forEach((replica) => replica.changed(change)));
  }

  get living(): readonly Replica[] {
    return this.replicas.filter(({ isThere }) => isThere);
  }

  /** Another replica, which believes in so many shards. */
  start(shards: number): void {
    const { random, defect } = this.settings;
    const identity = `replica-${++this.born}`;
    this.story.tell('replica', () => `${identity} starts, with ${shards} shards`);
    const replica: Replica = new Replica({
      ...defect,
      mutate: defect?.shards,
      identity,
      count: shards,
      durationMs: LEASE_MS,
      server: this.server,
      time: this.clock,
      random,
      weather: this.weather,
      told: this.told,
      checksOf: (process) => this.checksOf(process),
      provider: istio,
      log: operatorLog(
        (line) => this.story.tell(identity, () => line),
        (invariant, complaint) => this.complain(invariant, complaint),
      ),
      onStandstill: () => this.complain('time goes on', 'one turn follows the other at one moment'),
      onFate: (fate, what) => {
        this.story.tell(identity, () => `${fate}: ${what}`);
        this.isGentle &&= !fate.startsWith('killed');
      },
      onApplied: (write) => this.applied(replica, write),
      onEvent: ({ id, message }, { ref }) => this.event(id, `${ref.metadata.namespace} ${message}`),
    });
    this.replicas.push(replica);
    void replica.start();
  }

  async pass(ms: number, isDone: () => boolean = () => false): Promise<boolean> {
    await this.clock.pass(this.clock.now() + ms, () => this.violation !== undefined || isDone());
    return isDone();
  }

  release({ namespace, name }: FleetCanary): void {
    const ref = targetOf({ namespace, name }, '');
    const before = this.server.get(ref);
    const image = `${name}:${1 + Number(imageNumber(before))}`;
    this.story.tell('release', () => image);
    this.server.patch(ref, { spec: { template: templateOf({ namespace, name }, image) } }, { by: 'hand' });
  }

  /** Whether all canaries are at the end of their last release, promoted. */
  get isAtRest(): boolean {
    return this.settings.canaries.every((canary) => {
      const target = targetOf(canary, '');
      const primary = this.server.get({ ...target, metadata: { ...target.metadata, name: `${canary.name}-primary` } });
      const phase = textAt(this.statusOf(canary), 'phase');
      const isNew = imageNumber(primary) === imageNumber(this.server.get(target));
      return isNew && (phase === 'Succeeded' || phase === 'Initialized');
    });
  }

  statusOf({ namespace, name }: FleetCanary): unknown {
    return this.server.get({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { namespace, name } })
      ?.status;
  }

  complain(invariant: string, complaint: string): void {
    const { only } = this.settings;
    if (only === undefined || only === invariant) {
      this.violation ??= { invariant, complaint };
      this.story.tell('WRONG', () => `${invariant}: ${complaint}`);
    }
  }

  private applied({ ports: { identity, count: shards } }: Replica, write: Applied): void {
    const { namespace = '' } = write.ref.metadata;
    const shard = shardOf(namespace, shards);
    count(this.counts, 'fleet: writes');
    this.story.tell(identity, () => `${write.verb} ${write.ref.kind} ${namespace}/${write.ref.metadata.name}`);
    const holder = leaseOf(this.server, shardLeaseName(shard))?.spec.holderIdentity;
    if (holder !== identity) {
      this.complain(
        'nobody acts for another',
        `${identity} writes in ${namespace}, whose shard ${shard} is held by ${holder}`,
      );
    }
    const rival = this.living.find((other) => other.ports.identity !== identity && other.shards.isFresh(namespace));
    if (rival) {
      this.complain(
        'one replica acts on a canary',
        `${identity} writes in ${namespace}, and so may ${rival.ports.identity}`,
      );
    }
    const kind = leaseOf(this.server, LEASE_NAME)?.spec.holderIdentity;
    const others = this.living.filter(({ ports }) => ports.count !== shards && ports.identity !== identity);
    if (kind !== (this.settings.defect?.fleetName ?? `fleet of ${shards}`) && others.length > 0) {
      this.complain('nobody acts for another', `${identity} writes while Flagger's lease is held by ${kind}`);
    }
    if (write.verb === 'status') {
      this.stepped(write);
    }
  }

  /** No step is left out or done twice. */
  private stepped({ before, after, ref }: Applied): void {
    const [from, to] = [before, after].map((canary) => numberAt(at(canary, 'status'), 'canaryWeight'));
    if (to !== undefined && from !== undefined && to > from && to - from !== STEP.weight) {
      this.complain('steps in order', `${ref.metadata.namespace} goes from ${from} to ${to} %`);
    }
    if (textAt(at(after, 'status'), 'phase') === 'Succeeded' && textAt(at(before, 'status'), 'phase') !== 'Succeeded') {
      count(this.counts, 'fleet: rollouts');
    }
  }

  private event(id: string, message: string): void {
    if (this.events.has(id)) {
      this.complain('nothing is told twice', message);
    }
    this.events.add(id);
  }

  /** Hooks and metrics that are content, after a while. */
  private checksOf(process: OperatorProcess): Checks {
    const { random } = this.settings;
    return {
      find: async (question, canary) => {
        this.ask(question, canary, process);
        await process.sleep(random.between(LEAST_TAKES_MS, MOST_TAKES_MS));
        return findings(question, canary);
      },
    };
  }

  private ask({ id, what }: Question, { metadata: { namespace } }: Canary, process: OperatorProcess): void {
    const before = this.asked.get(`${namespace} ${id}`);
    const isHook = !['metrics-online', 'target-pods', 'primary-pods'].includes(what);
    if (isHook && this.isGentle && before !== undefined && before !== process) {
      this.complain('nothing is asked twice', `${what} of ${namespace} by two replicas, though none was disturbed`);
    }
    this.asked.set(`${namespace} ${id}`, process);
    count(this.counts, 'fleet: questions');
  }
}

function findings({ what }: Question, canary: Canary): readonly Finding[] {
  switch (what) {
    case 'metrics-online':
      return [{ kind: 'online' }];
    case 'target-pods':
    case 'primary-pods':
      return [{ kind: 'pods' }];
    default:
      return webhooksOf(canary, what === 'check' ? 'rollout' : what).map(({ name, type = '' }) => ({
        kind: 'reply',
        hook: type,
        name,
        ok: what !== 'rollback',
        message: '',
      }));
  }
}

/** `2` of `app-1:2`. */
const imageNumber = (workload: KubeObject | undefined): string => imageOf(workload).split(':')[1] ?? '0';
