import {
  MESH_DEFAULTS,
  Conflict,
  NotInstalled,
  type Canaries,
  type CanaryStatus,
  type Checks,
  type Events,
  type KubeObject,
  type Objects,
  type Question,
  type RawCanary,
  type Ref,
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
  type View,
} from '@flagger/controller';
import { LateReads } from '@flagger/memory-cluster';
import { keptLog } from '../kept-log.ts';
import { MemoryConfigs } from '../memory-configs.ts';
import { MemoryObjects } from '../memory-objects.ts';
import { settled, VirtualClock } from '../virtual-clock.ts';
import { Process } from './process.ts';
import { pruned } from './pruned.ts';
import type { KeptEvent, ShellSettings } from './shell-settings.ts';
import { WorkloadPlayer } from './workload-player.ts';

const CANARY = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' } as const;

/**
 * The real controller, engine, workloads and a real provider on a cluster in memory, with a virtual clock; its
 * process can be killed and started again.
 */
export class MemoryShell {
  readonly clock = new VirtualClock();
  readonly objects = new MemoryObjects({ now: () => this.clock.now() });
  readonly pods = new WorkloadPlayer(this.objects, this.clock);
  readonly events: KeptEvent[] = [];
  readonly asked: Question[] = [];
  readonly statuses: CanaryStatus[] = [];
  readonly writes: string[] = [];
  readonly log = keptLog();
  process: Process | undefined;
  private readonly reads: LateReads;
  private turns = 0;
  private woken: ((key: string) => void) | undefined;

  constructor(private readonly settings: ShellSettings) {
    this.reads = new LateReads(this.objects.cluster, this.clock, settings.late ?? { kind: '', ms: 0 });
    this.reads.onHeard((ref) =>
      this.woken?.(`${ref.metadata.namespace ?? ''}/${ref.kind === 'Canary' ? ref.metadata.name : ''}`),
    );
  }

  /** How many turns were taken, by all processes together. */
  get turnCount(): number {
    return this.turns;
  }

  /** What was asked for past the cache. */
  get gets(): readonly string[] {
    return this.reads.gets;
  }

  /** Starts the operator, after a kill also anew. */
  start(): void {
    const process = new Process(this.clock);
    this.process = process;
    const queue = this.wire(process);
    const canaries = this.canaries(process);
    this.woken = (changed) => {
      const [namespace, name] = changed.split('/');
      const keys = name ? [changed] : canaries.keys().filter((key) => key.startsWith(`${namespace}/`));
      keys.forEach((key) => process.isDead || queue.wake(key));
    };
    canaries.keys().forEach((key) => queue.wake(key));
  }

  /** Lets time pass, in seconds. */
  async pass(seconds: number): Promise<void> {
    await this.clock.pass(seconds * 1000);
    await settled();
  }

  canary(key = 'test/podinfo'): RawCanary & { readonly status?: CanaryStatus } {
    const [namespace = '', name = ''] = key.split('/');
    const found = this.objects.peek<RawCanary & { readonly status?: CanaryStatus }>({
      ...CANARY,
      metadata: { name, namespace },
    });
    if (!found) {
      throw new Error(`no canary ${key}`);
    }
    return found;
  }

  /** Changes a spec as its owner would. */
  edit(ref: Ref, change: (object: KubeObject) => KubeObject): void {
    const found = this.objects.peek(ref);
    if (!found) {
      throw new Error(`no ${ref.kind} ${ref.metadata.name}`);
    }
    this.objects.set(change(found));
  }

  private wire(process: Process): Queue {
    const { clock } = process;
    const ports = { clock, chance: () => 0, log: this.log, listeners: this.settings.listeners ?? [] };
    const canaries = this.canaries(process);
    const asking = { ...ports, checks: this.checks(), wake: (key: string) => process.isDead || queue.wake(key) };
    const lives = new Lives((key) => new Life({ session: new CheckSession(key, asking) }));
    const performer = new Performer({ ...ports, canaries, events: this.eventPort(process) });
    const reconciler = new Reconciler({
      ...ports,
      rivals: new Rivals({ canaries, wake: asking.wake }),
      canaries,
      lives,
      performer,
      meshes: new Meshes([this.settings.provider], this.settings.provider.names[0] ?? '', MESH_DEFAULTS),
      view: () => this.view(process),
      endTurn: () => undefined,
      forget: () => undefined,
      mayWrite: () => !process.isDead,
      kstatusConditions: this.settings.kstatusConditions,
      settleMs: this.settings.settleMs ?? 5000,
      minIntervalMs: 10_000,
    });
    const turn = (key: string) => {
      this.turns++;
      process.mustLive();
      return reconciler.turn(key);
    };
    const queue: Queue = new Queue(async (key) => turn(key), {
      ...ports,
      parallel: 10,
      resyncMs: 600_000,
      explain: async (key, error, times) => (process.isDead ? 0 : reconciler.explain(key, error, times)),
    });
    return queue;
  }

  private view(process: Process): View {
    return {
      objects: this.objectsOf(process),
      workloads: (objects) =>
        this.settings.workloads({ objects, configs: new MemoryConfigs(this.objects), now: () => this.clock.now() }),
    };
  }

  private checks(): Checks {
    return {
      find: async (question, _canary, signal) => {
        this.asked.push(question);
        return this.settings.find?.(question, signal) ?? [];
      },
    };
  }

  private objectsOf(process: Process): Objects {
    const write = <R>(what: string, apply: () => Promise<R>): Promise<R> => this.write(process, what, apply);
    return {
      read: async (ref) => {
        this.mustBeInstalled(ref);
        return this.reads.read(ref);
      },
      confirm: async (ref) => this.reads.confirm(ref),
      create: (object) =>
        write(`create ${object.kind} ${object.metadata.name}`, async () =>
          this.reads.wrote(await this.objects.create(object)),
        ),
      patch: (ref, changes) =>
        write(`patch ${ref.kind} ${ref.metadata.name}`, async () =>
          this.reads.wrote(await this.objects.patch(ref, changes)),
        ),
      replace: (object) =>
        write(`replace ${object.kind} ${object.metadata.name}`, async () =>
          this.reads.wrote(await this.objects.replace(object)),
        ),
      remove: (ref) => write(`remove ${ref.kind} ${ref.metadata.name}`, () => this.objects.remove(ref)),
    };
  }

  private mustBeInstalled({ apiVersion, kind }: Ref): void {
    if (this.settings.uninstalled?.has(kind)) {
      throw new NotInstalled(`${kind} ${apiVersion} is not installed in this cluster`, { afterMs: 30_000 });
    }
  }

  private canaries(process: Process): Canaries {
    const all = (): readonly RawCanary[] => this.objects.all().filter(isCanary);
    const keyOf = ({ metadata }: RawCanary): string => `${metadata.namespace}/${metadata.name}`;
    return {
      keys: () => all().map(keyOf),
      read: (key) => {
        const found = all().find((canary) => keyOf(canary) === key);
        return found && this.reads.read<RawCanary>(found);
      },
      writeStatus: (canary, status) =>
        this.write(process, `status ${status.phase ?? ''}`, async () => {
          const live = this.canary(keyOf(canary));
          if (live.metadata.resourceVersion !== canary.metadata.resourceVersion) {
            throw new Conflict(`writing the status of ${canary.metadata.name}: it was changed meanwhile`);
          }
          this.statuses.push(status);
          return this.reads.wrote(this.objects.set({ ...live, status: pruned(status, this.settings.prunes ?? []) }));
        }),
      writeMetadata: (canary, { finalizers }) =>
        this.write(process, 'finalizers', () => {
          const { resourceVersion } = canary.metadata;
          return this.objects.patch<RawCanary>(canary, { metadata: { finalizers, resourceVersion } });
        }),
    };
  }

  private eventPort(process: Process): Events {
    return {
      write: (canary, event) =>
        this.write(process, `event ${event.message}`, async () => {
          if (!this.events.some(({ id }) => id === event.id)) {
            this.events.push({ ...event, about: canary.metadata.name });
          }
        }),
    };
  }

  private async write<R>(process: Process, what: string, apply: () => Promise<R>): Promise<R> {
    process.mustLive();
    const number = this.writes.push(what);
    this.settings.onWrite?.({ number, what, moment: 'before' }, process);
    const result = await apply();
    this.settings.onWrite?.({ number, what, moment: 'after' }, process);
    return result;
  }
}

const isCanary = (object: KubeObject): object is RawCanary => object.kind === 'Canary';
