import type { MeshRouter, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
import {
  addition,
  changeObject,
  createObject,
  isAnothers,
  isOwned,
  ORIGINAL,
  originalKept,
  originalToRestore,
  replacement,
} from '@flagger/mesh-kit';
import type { Dialect } from './dialect.ts';
import {
  backends,
  isRouted,
  routesOf,
  type TrafficSplit,
  toApex,
  trafficSplit,
  trafficSplitRef,
} from './traffic-split.ts';

/** Routes one canary through its TrafficSplit. */
export class SmiRouter implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly dialect: Dialect,
  ) {}

  /** Pods need nothing of SMI's to start. */
  async prepare(): Promise<void> {}

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    const wanted = trafficSplit(canary, (found && routesOf(canary, found)) ?? expected, this.dialect);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    const isForeign = !isOwned(canary, found.metadata) && !isRouted(canary, found);
    const annotations = { ...wanted.metadata.annotations, ...(isForeign ? originalKept(found) : {}) };
    return changeObject(this.objects, found, {
      annotations: addition(found.metadata.annotations, annotations),
      spec: replacement(found.spec, wanted.spec),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && routesOf(canary, found);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    const live = found && routesOf(canary, found);
    if (!found || !live) {
      return this.ensure(canary, routes);
    }
    const isDone = live.canary === routes.canary;
    return changeObject(this.objects, found, {
      spec: isDone ? undefined : { backends: backends(canary, routes, this.dialect) },
    });
  }

  /**
   * Ours stays until the Canary goes, and then sends everybody to the service that is called; someone else's says again
   * what it said before. Done where they do so already.
   */
  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    const found = await this.find(canary);
    if (!found || isAnothers(canary, found.metadata)) {
      return;
    }
    if (isOwned(canary, found.metadata)) {
      const isLeading = isDeleted && isRouted(canary, found);
      await changeObject(this.objects, found, {
        spec: isLeading ? { backends: toApex(canary, this.dialect) } : undefined,
      });
    } else {
      await changeObject(this.objects, found, {
        annotations: ORIGINAL in (found.metadata.annotations ?? {}) ? { [ORIGINAL]: null } : undefined,
        spec: isRouted(canary, found) ? replacement(found.spec, originalToRestore(found)) : undefined,
      });
    }
  }

  private find(canary: RoutedCanary): Promise<TrafficSplit | undefined> {
    return this.objects.read<TrafficSplit>(trafficSplitRef(canary, this.dialect));
  }
}
