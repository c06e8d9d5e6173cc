import type { Canary } from './canary.ts';
import type { Problem } from './errors.ts';
import type { Objects } from './objects.ts';
import type { Routes } from './routes.ts';

/**
 * Port: how one service mesh or ingress sends users to the primary and the canary of one Canary.
 * Built anew for each canary, on {@link Objects} of that canary's view.
 */
export interface MeshRouter {
  /** Creates what pods must find when they start, such as App Mesh virtual nodes. Called before the primary exists. */
  prepare(canary: Canary): Promise<void>;
  /**
   * Creates or repairs the mesh's objects, and tells whether it wrote. Traffic that is already split stays as it is;
   * where there is no split to keep, because an object is missing or broken, `expected` applies. A second call right
   * after writes nothing.
   */
  ensure(canary: Canary, expected: Routes): Promise<Written>;
  /** What the mesh does now; undefined while its objects do not exist or do not name both services. */
  routes(canary: Canary): Promise<Routes | undefined>;
  /** Makes the mesh do exactly this; writes nothing if it does so already. */
  setRoutes(canary: Canary, routes: Routes): Promise<Written>;
  /** Gives back what was there before we came (revertOnDeletion). */
  release(canary: Canary): Promise<void>;
}

/** What an `ensure` changed, by kind and name, e.g. `VirtualService podinfo`; empty where all was as wanted. */
export type Written = readonly string[];

/** All we know of one mesh: how to route in it, what it cannot do, and how to ask Prometheus about it. */
export interface MeshProvider {
  /** The names by which a Canary or the command line picks it, e.g. `istio`; the first is the usual one. */
  readonly names: readonly string[];
  readonly capabilities: Capabilities;
  /** PromQL with `{{ namespace }}`, `{{ target }}`, `{{ interval }}` and the other variables of metric templates. */
  readonly queries: { readonly successRate: string; readonly duration: string };
  /** What one unit of the duration query is. */
  readonly durationUnit: 'ms' | 's';
  /** The API kinds that the cluster must serve, e.g. `virtualservices.networking.istio.io`. */
  readonly crds: readonly string[];
  /**
   * What this mesh would route otherwise than the Canary says: it is refused when it is read. Empty where there is
   * nothing.
   */
  problems(canary: Canary): readonly Problem[];
  /**
   * What a Canary asks for and this mesh leaves undone, without sending anybody astray: whole sentences, told at each
   * step of a run. Absent where there can be nothing.
   */
  warnings?(canary: Canary): readonly string[];
  router(objects: Objects): MeshRouter;
}

/** What a mesh can do with traffic, as data. */
export interface Capabilities {
  /** Can give the canary a share between 0 and 100. */
  readonly weights: boolean;
  /** Can copy requests to the canary. */
  readonly mirror: boolean;
  /** Can route by header or cookie (A/B testing). */
  readonly match: boolean;
}
