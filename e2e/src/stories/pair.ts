import { listOf, textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';
import { endingOf, webhooksOf, type Ending } from './ending.ts';
import { aCanary, aDeployment, setImage } from './podinfo.ts';
import { Replica } from './replica.ts';
import { Scene } from './scene.ts';

/** All that a rollout leaves behind, and the way it took. */
export interface Course extends Ending {
  /** Every version of phase, weight and failed checks in the status, equal neighbours as one. */
  readonly statuses: readonly string[];
  /** The canary's weight in the mesh, equal neighbours as one. */
  readonly weights: readonly number[];
}

/** Two replicas on one namespace, of which one leads. */
export interface Pair {
  readonly scene: Scene;
  readonly leader: Replica;
  readonly standby: Replica;
}

/** A whole rollout, which somebody disturbs after some ms. */
export interface Disturbed {
  readonly name: string;
  /** As the flag -lease-duration. */
  readonly lease: string;
  readonly afterMs: number;
  readonly disturb: (pair: Pair) => Promise<void>;
}

/** Tells the rollout; what `disturb` waits for may come after its end. */
export async function rolloutOf({ name, lease, afterMs, disturb }: Disturbed): Promise<Course> {
  const scene = await Scene.in(name);
  const seen = new AbortController();
  const both: Replica[] = [];
  try {
    for (let i = 0; i < 2; i++) {
      both.push(await Replica.start(scene, `-lease-duration=${lease}`));
    }
    await scene.until(async () => both.some(({ isLeading }) => isLeading), 'one leads', 30);
    const [leader, standby] = both.toSorted((one, other) => Number(other.isLeading) - Number(one.isLeading));
    if (leader === undefined || standby === undefined) {
      throw new Error('there are not two replicas');
    }
    await scene.create(aDeployment('1.0.0'));
    await scene.create(aCanary({ analysis: { stepWeight: 20, webhooks: webhooksOf(scene) } }));
    await scene.phase('Initialized', 'podinfo', 90);
    const [statuses, weights] = await Promise.all([statusesOf(scene, seen.signal), weightsOf(scene, seen.signal)]);
    await setImage(scene, '1.1.0');
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    await Promise.all([disturb({ scene, leader, standby }), scene.phase('Succeeded', 'podinfo', 120)]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    return { ...(await endingOf(scene)), statuses: [...statuses], weights: [...weights] };
  } finally {
    seen.abort();
    await Promise.all(both.map((each) => each.close()));
    await scene.close();
  }
}

const statusesOf = (scene: Scene, signal: AbortSignal): Promise<readonly string[]> =>
  seenOf(
    scene,
    { apiVersion: 'flagger.app/v1beta1', kind: 'Canary' },
    {
      signal,
      of: (canary) =>
        JSON.stringify(['phase', 'canaryWeight', 'failedChecks'].map((field) => valueAt(canary, 'status', field))),
    },
  );

const weightsOf = (scene: Scene, signal: AbortSignal): Promise<readonly number[]> =>
  seenOf(
    scene,
    { apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService' },
    {
      signal,
      of: (route) =>
        Number(treeOf(listOf(treeOf(listOf(valueAt(route, 'spec', 'http'))[0])['route'])[1])['weight'] ?? 0),
    },
  );

/** What is made of each version of the only object of a kind, equal neighbours as one; grows until the signal. */
async function seenOf<T>(
  scene: Scene,
  { apiVersion, kind }: Tree,
  { of, signal }: { readonly of: (object: Tree) => T; readonly signal: AbortSignal },
): Promise<readonly T[]> {
  const path = await scene.kube.path(textOf(apiVersion), textOf(kind), { namespace: scene.namespace });
  const seen: T[] = [];
  await scene.kube.watch(
    path ?? '',
    (_, object) => {
      const value = of(object);
      if (seen.at(-1) !== value) {
        seen.push(value);
      }
    },
    signal,
  );
  return seen;
}
