import type { IngressOptions, MeshRouter, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
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
import {
  type HttpProxy,
  httpProxy,
  httpProxyRef,
  type HttpProxySpec,
  isRouted,
  proxyRoutes,
  type Route,
  routesBeside,
  routesOf,
  toApex,
} from './http-proxy.ts';

/** Routes one canary through its HTTPProxy. */
export class ContourRouter implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly options: Pick<IngressOptions, 'className'>,
  ) {}

  /** Pods need nothing of Contour's to start. */
  async prepare(): Promise<void> {}

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    const wanted = httpProxy(canary, (found && routesOf(canary, found)) ?? expected, this.options);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    const { labels, annotations } = found.metadata;
    const isTheirs = !isOwned(canary, found.metadata) && !isRouted(canary, found);
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...wanted.metadata.annotations, ...(isTheirs ? originalKept(found) : {}) }),
      spec: replacement(found.spec, specBeside(canary, found, wanted.spec)),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && routesOf(canary, found);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    if (!found || !routesOf(canary, found)) {
      return this.ensure(canary, routes);
    }
    return changeObject(this.objects, found, { spec: routed(canary, found, proxyRoutes(canary, routes)) });
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
      await changeObject(this.objects, found, { spec: isLeading ? routed(canary, found, toApex(canary)) : undefined });
    } else {
      await changeObject(this.objects, found, {
        annotations: ORIGINAL in (found.metadata.annotations ?? {}) ? { [ORIGINAL]: null } : undefined,
        spec: isRouted(canary, found) ? replacement(found.spec, originalToRestore(found)) : undefined,
      });
    }
  }

  private find(canary: RoutedCanary): Promise<HttpProxy | undefined> {
    return this.objects.read<HttpProxy>(httpProxyRef(canary));
  }
}

/** Ours whole; of someone else's all that does not lead to the service. */
const specBeside = (canary: RoutedCanary, found: HttpProxy, wanted: HttpProxySpec): HttpProxySpec =>
  isOwned(canary, found.metadata)
    ? wanted
    : { ...found.spec, routes: routesBeside(canary, found, wanted.routes ?? []) };

/** The merge patch after which these routes take the place of ours, and nothing else changes. */
const routed = (canary: RoutedCanary, found: HttpProxy, ours: readonly Route[]): unknown =>
  replacement(found.spec, { ...found.spec, routes: routesBeside(canary, found, ours) });
