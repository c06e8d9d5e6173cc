import type { Acknowledgement, MeshRouter, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
import {
  addition,
  changeObject,
  createObject,
  isAnothers,
  isOwned,
  ORIGINAL,
  originalToRestore,
  replacement,
} from '@flagger/mesh-kit';
import { acknowledgement } from './acknowledgement.ts';
import type { Dialect } from './dialect.ts';
import type { HttpRoute } from './gateway-api.ts';
import { httpRoute, httpRouteRef, isRouted, routesOf, toApex } from './http-route.ts';
import { asFound, foreignOriginal, refuseLoss, rulesBeside } from './takeover.ts';

/** Routes one canary through its HTTPRoute. */
export class GatewayApiRouter implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly dialect: Dialect,
  ) {}

  /** Pods need nothing of a gateway to start; what cannot be taken over is refused before anything is made. */
  async prepare(canary: RoutedCanary): Promise<void> {
    const found = await this.find(canary);
    if (found) {
      refuseLoss(canary, found);
    }
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    const routes = (found && routesOf(canary, found)) ?? expected;
    const named = asFound(canary, found);
    const wanted = httpRoute(named, routes, this.dialect);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    refuseLoss(canary, found);
    const { labels, annotations } = found.metadata;
    const theirs = isOwned(canary, found.metadata) ? {} : found.spec;
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...wanted.metadata.annotations, ...foreignOriginal(canary, found) }),
      spec: replacement(found.spec, {
        ...theirs,
        ...wanted.spec,
        ...rulesBeside(named, found, { routes, dialect: this.dialect }),
      }),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && routesOf(canary, found);
  }

  async acknowledgement(canary: RoutedCanary): Promise<Acknowledgement> {
    const found = await this.find(canary);
    return found ? acknowledgement(canary, found) : { kind: 'silent' };
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    if (!found || !routesOf(canary, found)) {
      return this.ensure(canary, routes);
    }
    const { rules } = found.spec ?? {};
    return changeObject(this.objects, found, {
      spec: replacement({ rules }, rulesBeside(canary, found, { routes, dialect: this.dialect })),
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
      const { rules } = found.spec ?? {};
      const spec = isDeleted ? replacement({ rules }, { rules: toApex(canary, found.spec) }) : undefined;
      await changeObject(this.objects, found, { spec });
    } else {
      const hasOurs = ORIGINAL in (found.metadata.annotations ?? {});
      await changeObject(this.objects, found, {
        annotations: hasOurs ? { [ORIGINAL]: null } : undefined,
        spec: isRouted(canary, found) ? replacement(found.spec, originalToRestore(found)) : undefined,
      });
    }
  }

  private find(canary: RoutedCanary): Promise<HttpRoute | undefined> {
    return this.objects.read<HttpRoute>(httpRouteRef(canary, this.dialect));
  }
}
