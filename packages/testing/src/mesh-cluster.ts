import {
  ALL_TO_PRIMARY,
  backendsOf,
  type ChosenMesh,
  describe,
  type KubeObject,
  MESH_DEFAULTS,
  type MeshProvider,
  type MeshRouter,
  parseCanary,
  type Ref,
  routed,
  type RoutedCanary,
  type Routes,
} from '@flagger/api';
import type { MeshStage } from './mesh-stage.ts';
import { WatchedObjects } from './watched-objects.ts';

/** What the contract must know of a mesh to look at it from outside. */
export interface MeshFixtures {
  /**
   * What is in the cluster before a mesh object of ours, such as the services that it looks at; nothing where absent.
   */
  readonly there?: readonly KubeObject[];
  /** The object that holds the split. */
  routing(canary: RoutedCanary): Ref;
  /** Merge patch by which someone changes the spec of that object without touching the split. */
  readonly drift: object;
  /** Merge patch after which no split can be read from it. */
  readonly broken: object;
  /** An object of the same name that someone made before the canary; absent where the mesh has none to take over. */
  existing?(canary: RoutedCanary): KubeObject;
}

export interface Subject {
  readonly provider: MeshProvider;
  readonly fixtures: MeshFixtures;
  readonly stage: MeshStage;
}

/** One provider's router in a cluster of its own, and a person who looks at, edits and deletes what it made. */
export interface MeshCluster {
  readonly objects: WatchedObjects;
  readonly router: MeshRouter;
  look(canary: RoutedCanary): Promise<KubeObject | undefined>;
  edit(canary: RoutedCanary, changes: object): Promise<unknown>;
  lose(canary: RoutedCanary): Promise<unknown>;
}

/** A cluster where nothing of the canaries exists yet. */
export async function emptyCluster({ provider, fixtures, stage }: Subject): Promise<MeshCluster> {
  const inner = await stage.objects(fixtures.there ?? []);
  const objects = new WatchedObjects(inner, provider.rules);
  return {
    objects,
    router: provider.router(objects, chosen(provider)),
    look: (canary) => inner.read(fixtures.routing(canary)),
    edit: (canary, changes) => inner.patch(fixtures.routing(canary), changes),
    lose: (canary) => inner.remove(fixtures.routing(canary)),
  };
}

/** A mesh under its usual name, with the options that hold where no flag says otherwise. */
export const chosen = ({ names: [name = ''] }: MeshProvider): ChosenMesh => ({ name, options: MESH_DEFAULTS });

/** A cluster where one canary is routed as expected. */
export async function routedCluster(
  subject: Subject,
  canary: RoutedCanary,
  expected: Routes = ALL_TO_PRIMARY,
): Promise<MeshCluster> {
  const cluster = await emptyCluster(subject);
  await begin(cluster, canary, expected);
  return cluster;
}

/** The first steps of a canary, in the controller's order. */
export async function begin(
  { router }: MeshCluster,
  canary: RoutedCanary,
  expected: Routes = ALL_TO_PRIMARY,
): Promise<readonly string[]> {
  await router.prepare(canary);
  return router.ensure(canary, expected);
}

/**
 * A Canary whose target is a Deployment of the same name, for meshes that ask for it behind an Ingress of that name too;
 * weighted unless `analysis` says otherwise. Throws where the parts make no sense.
 */
export function meshCanary({
  name = 'basket',
  namespace = 'shop',
  service = {},
  analysis = { stepWeight: 10 },
}: MeshCanaryParts = {}): RoutedCanary {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name, namespace, uid: `uid-of-${name}-in-${namespace}` },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
      ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name },
      service: { port: 80, ...service },
      analysis: { interval: '10s', threshold: 1, ...analysis },
    },
  });
  if (!parsed.ok) {
    throw new Error(`a Canary that makes no sense: ${parsed.problems.map(describe).join('; ')}`);
  }
  const pods = { primary: { app: `${name}-primary` }, canary: { app: name }, port: parsed.canary.spec.service.port };
  return routed(parsed.canary, backendsOf(parsed.canary, pods));
}

export interface MeshCanaryParts {
  readonly name?: string;
  readonly namespace?: string;
  /** Fields of `spec.service`. */
  readonly service?: object;
  /** Fields of `spec.analysis`, with a strategy. */
  readonly analysis?: object;
}
