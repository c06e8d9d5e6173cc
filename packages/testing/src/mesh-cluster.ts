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
  /** Other objects that the router makes, each with a merge patch by which someone spoils it; none where absent. */
  beside?(canary: RoutedCanary): readonly { readonly ref: Ref; readonly drift: object }[];
  /**
   * Where that object is the user's own target, which stays when the Canary goes: the merge patch after which it says
   * nothing of a split, and as it is after it was given back. `drift` is then of the user's fields, and stays.
   */
  readonly theirs?: { readonly lost: object; readonly released: object };
  /** An object of the same name that someone made before the canary; absent where the mesh has none to take over. */
  existing?(canary: RoutedCanary): KubeObject;
  /** Whether the mesh knows no destination that stays when the Canary goes, so that nobody can be led there. */
  readonly cannotNameApex?: true;
}

export interface Subject {
  readonly provider: MeshProvider;
  readonly fixtures: MeshFixtures;
  readonly stage: MeshStage;
}

/** What somebody else writes into the metadata of an object. */
export const BY_THEM = { labels: { theirs: 'yes' }, annotations: { 'note.example/by': 'them' } };

/** One provider's router in a cluster of its own, and a person who looks at, edits and deletes what it made. */
export interface MeshCluster {
  readonly objects: WatchedObjects;
  readonly router: MeshRouter;
  look(canary: RoutedCanary): Promise<KubeObject | undefined>;
  edit(canary: RoutedCanary, changes: object): Promise<unknown>;
  lose(canary: RoutedCanary): Promise<unknown>;
  /** What the objects beside it say now. */
  lookBeside(canary: RoutedCanary): Promise<readonly unknown[]>;
  spoilBeside(canary: RoutedCanary): Promise<unknown>;
}

/** A cluster where nothing of the canaries exists yet. */
export async function emptyCluster({ provider, fixtures, stage }: Subject): Promise<MeshCluster> {
  const inner = await stage.objects(fixtures.there ?? []);
  const objects = new WatchedObjects(inner, provider.rules);
  const beside = (canary: RoutedCanary) => fixtures.beside?.(canary) ?? [];
  return {
    objects,
    router: provider.router(objects, chosen(provider)),
    look: (canary) => inner.read(fixtures.routing(canary)),
    edit: (canary, changes) => inner.patch(fixtures.routing(canary), changes),
    lookBeside: (canary) =>
      Promise.all(beside(canary).map(async ({ ref }) => (await inner.read<KubeObject>(ref))?.spec)),
    spoilBeside: (canary) => Promise.all(beside(canary).map(({ ref, drift }) => inner.patch(ref, drift))),
    lose: (canary) => {
      const object = fixtures.routing(canary);
      return fixtures.theirs ? inner.patch(object, fixtures.theirs.lost) : inner.remove(object);
    },
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
 * A Canary whose target is a Deployment of the same name, for meshes that ask for it behind an Ingress or an
 * ApisixRoute of that name too; weighted unless `analysis` says otherwise. Throws where the parts make no sense.
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
      routeRef: { apiVersion: 'apisix.apache.org/v2', kind: 'ApisixRoute', name },
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
