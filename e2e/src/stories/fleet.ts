import { listOf, textOf, treeOf, valueAt } from '../compare/values.ts';
import { HOOKS, webhooksOf } from './ending.ts';
import { aCanary, aDeployment, setImage } from './podinfo.ts';
import { Replica } from './replica.ts';
import { Scene } from './scene.ts';

/** What one release of one canary came to. */
export interface Course {
  /** Every version of phase and weight in the status, equal neighbours as one. */
  readonly statuses: readonly string[];
  readonly events: readonly string[];
  /** How many different calls each hook got; a repeated one carries the same id. */
  readonly calls: Readonly<Record<string, number>>;
}

export interface FleetSize {
  readonly namespaces: number;
  /** In each namespace. */
  readonly canaries: number;
  readonly flags: readonly string[];
}

interface Told {
  readonly scene: Scene;
  readonly name: string;
  readonly statuses: string[];
  /** Names of the events of before. */
  readonly events: Set<string>;
}

/** Many canaries in several namespaces, and the replicas that share them. */
export class Fleet {
  readonly replicas: Replica[] = [];
  private readonly told: Told[] = [];
  private readonly end = new AbortController();

  private constructor(
    private readonly scenes: readonly Scene[],
    private readonly size: FleetSize,
  ) {}

  static async in(name: string, size: FleetSize): Promise<Fleet> {
    const scenes: Scene[] = [];
    for (let number = 0; number < size.namespaces; number++) {
      scenes.push(await Scene.in(`${name}-${number}`));
    }
    const fleet = new Fleet(scenes, size);
    for (const scene of scenes) {
      await fleet.populate(scene);
    }
    return fleet;
  }

  /** The scene of the first namespace, where the leases are. */
  get home(): Scene {
    const [scene] = this.scenes;
    if (scene === undefined) {
      throw new Error('a fleet needs a namespace');
    }
    return scene;
  }

  async start(): Promise<Replica> {
    const leases = `-leader-election-namespace=${this.home.namespace}`;
    const replica = await Replica.start(this.home, '-namespace=', leases, ...this.size.flags);
    this.replicas.push(replica);
    return replica;
  }

  /** Shards of a replica, as it says itself; none where it does not answer. */
  async heldBy(replica: Replica): Promise<readonly number[]> {
    const held = await replica.gauge('flagger_shard_held').catch(() => new Map<string, number>());
    return [...held].filter(([, value]) => value === 1).map(([shard]) => Number(shard));
  }

  /** Until each of these replicas holds so many shards. */
  async holding(...parts: readonly (readonly [Replica, number])[]): Promise<void> {
    const isSo = async (): Promise<boolean> => {
      const sizes = await Promise.all(parts.map(async ([replica]) => (await this.heldBy(replica)).length));
      return sizes.every((size, index) => size === parts[index]?.[1]);
    };
    await this.home.until(isSo, `shards are held as ${parts.map(([, size]) => size).join(', ')}`, 180);
  }

  /** Until each canary has this phase. */
  async phase(phase: string, seconds = 300): Promise<void> {
    for (const { scene, name } of this.told) {
      await scene.phase(phase, name, seconds);
    }
  }

  /** A release of every canary, during which something happens; what each of them came to. */
  async release(version: string, meanwhile: () => Promise<void>): Promise<readonly Course[]> {
    await this.forget();
    await Promise.all(this.told.map(({ scene, name }) => setImage(scene, version, name)));
    await meanwhile();
    await this.home.until(
      async () => this.told.every(({ statuses }) => /^Succeeded/.test(statuses.at(-1) ?? '')),
      'all are promoted',
      300,
    );
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return Promise.all(this.told.map((each) => this.courseOf(each)));
  }

  /** How often hooks of this type were called in the last release, for each canary by id. */
  callsOf(hook: string): readonly number[] {
    const calls = this.scenes.flatMap((scene) =>
      scene.calls.filter(({ path }) => path === `/${hook}`).map(({ id }) => id),
    );
    return [...new Set(calls)].map((id) => calls.filter((each) => each === id).length);
  }

  async close(): Promise<void> {
    this.end.abort();
    await Promise.all(this.replicas.map((replica) => replica.close()));
    await Promise.all(this.scenes.map((scene) => scene.close()));
  }

  private async populate(scene: Scene): Promise<void> {
    for (let number = 0; number < this.size.canaries; number++) {
      const name = `app-${number}`;
      await scene.create(aDeployment('1.0.0', name));
      await scene.create(aCanary({ name, analysis: { stepWeight: 20, webhooks: webhooksOf(scene) } }));
      this.told.push({ scene, name, statuses: [], events: new Set() });
    }
    const path = await scene.kube.path('flagger.app/v1beta1', 'Canary', { namespace: scene.namespace });
    await scene.kube.watch(path ?? '', (_, object) => this.heard(scene, object), this.end.signal);
  }

  private heard(scene: Scene, canary: Parameters<typeof valueAt>[0]): void {
    const name = textOf(valueAt(canary, 'metadata', 'name'));
    const told = this.told.find((each) => each.scene === scene && each.name === name);
    const status = `${textOf(valueAt(canary, 'status', 'phase'))} ${Number(valueAt(canary, 'status', 'canaryWeight') ?? 0)}`;
    if (told && told.statuses.at(-1) !== status) {
      told.statuses.push(status);
    }
  }

  private async forget(): Promise<void> {
    this.scenes.forEach((scene) => scene.calls.splice(0));
    for (const told of this.told) {
      told.statuses.splice(0);
      (await eventsOf(told)).forEach(({ id }) => told.events.add(id));
    }
  }

  private async courseOf(told: Told): Promise<Course> {
    const { scene, name, statuses, events } = told;
    const calls = new Map(scene.calls.filter(({ body }) => body['name'] === name).map(({ id, path }) => [id, path]));
    return {
      statuses: [...statuses],
      // how pods get ready is told as far as somebody was there to see it
      events: (await eventsOf(told))
        .filter(({ id, message }) => !events.has(id) && !message.includes('not ready: waiting'))
        .map(({ message }) => message.replaceAll(scene.namespace, 'test').replaceAll(name, 'podinfo'))
        .toSorted(),
      calls: Object.fromEntries(
        HOOKS.map((hook) => [hook, [...calls.values()].filter((path) => path === `/${hook}`).length]),
      ),
    };
  }
}

async function eventsOf({ scene, name }: Told): Promise<readonly { readonly id: string; readonly message: string }[]> {
  const { body } = await scene.kube.send(
    'GET',
    `/api/v1/namespaces/${scene.namespace}/events?fieldSelector=involvedObject.kind=Canary,involvedObject.name=${name}`,
  );
  return listOf(body['items']).map((event) => ({
    id: textOf(valueAt(treeOf(event), 'metadata', 'name')),
    message: textOf(treeOf(event)['message']),
  }));
}
