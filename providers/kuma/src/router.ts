import type { MeshRouter, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
import { SplitRouter } from '@flagger/mesh-kit';
import type { TrafficRoute } from './split.ts';
import { isFor, trafficRoute, trafficRouteRef } from './traffic-route.ts';

/**
 * Routes one canary by a TrafficRoute, which is named like the apex; where a service of that name in another namespace
 * has that one, since names of the whole cluster are everybody's, it is called `<apex>.<namespace>`.
 */
export class KumaRouter implements MeshRouter {
  constructor(private readonly objects: Objects) {}

  async prepare(canary: RoutedCanary): Promise<void> {
    await (await this.routerOf(canary)).prepare(canary);
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    return (await this.routerOf(canary)).ensure(canary, expected);
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    return (await this.routerOf(canary)).routes(canary);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    return (await this.routerOf(canary)).setRoutes(canary, routes);
  }

  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    await (await this.routerOf(canary)).release(canary, isDeleted);
  }

  private async routerOf(canary: RoutedCanary): Promise<MeshRouter> {
    const { name } = canary.backends.apex;
    const own = `${name}.${canary.metadata.namespace}`;
    const found = await this.objects.read<TrafficRoute>(trafficRouteRef(name));
    const isTaken = found ? !isFor(canary, found) : await this.isThere(own);
    return new SplitRouter(this.objects, trafficRoute(isTaken ? own : name));
  }

  // who had to take the longer name keeps it, when the shorter one is free again
  private async isThere(name: string): Promise<boolean> {
    return (await this.objects.read(trafficRouteRef(name))) !== undefined;
  }
}
