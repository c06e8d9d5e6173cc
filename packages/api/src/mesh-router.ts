import type { RoutedCanary } from './backends.ts';
import type { Routes } from './routes.ts';

/**
 * Port: how one service mesh or ingress sends users to the primary and the canary of one Canary.
 * Built anew for each canary, on the `Objects` of that canary's view.
 */
export interface MeshRouter {
  /** Creates what pods must find when they start, such as App Mesh virtual nodes. Called before the primary exists. */
  prepare(canary: RoutedCanary): Promise<void>;
  /**
   * Creates or repairs the mesh's objects, and tells whether it wrote. Traffic that is already split stays as it is;
   * where there is no split to keep, because an object is missing or broken, `expected` applies. A second call right
   * after writes nothing.
   */
  ensure(canary: RoutedCanary, expected: Routes): Promise<Written>;
  /** What the mesh does now; undefined while its objects do not exist or do not name both services. */
  routes(canary: RoutedCanary): Promise<Routes | undefined>;
  /** What the mesh says about its object as it is now; absent in a mesh that never says anything. */
  acknowledgement?(canary: RoutedCanary): Promise<Acknowledgement>;
  /** Makes the mesh do exactly this; writes nothing if it does so already. */
  setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written>;
  /**
   * Gives back what was there before we came. `isDeleted`: the Canary goes as well, so that its own objects lead nobody
   * any more to what goes with it.
   */
  release(canary: RoutedCanary, isDeleted?: boolean): Promise<void>;
}

/**
 * Whether a mesh has taken what its object asks for: `awaited` while it has not looked at the object's last version,
 * `refused` where it will not take it, `acknowledged` where its proxies have it, and lose nobody on the way to pods
 * that are ready. Only time can tell where it is `accepted` by a controller whose proxies have still to hear of it, and
 * where the mesh is `silent`.
 */
export type Acknowledgement =
  | { readonly kind: 'acknowledged' | 'accepted' | 'silent' }
  /** `message`: in the mesh's own words where it has any. */
  | { readonly kind: 'awaited' | 'refused'; readonly message: string };

/** What an `ensure` changed, by kind and name, e.g. `VirtualService podinfo`; empty where all was as wanted. */
export type Written = readonly string[];
