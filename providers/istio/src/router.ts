import type { KubeObject, MeshRouter, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
import {
  addition,
  changeObject,
  createObject,
  isAnothers,
  isOwned,
  namesOf,
  ORIGINAL,
  originalToRestore,
  replacement,
} from '@flagger/mesh-kit';
import { destinationRules } from './destination-rule.ts';
import { asFound, foreignOriginal, listsBeside, refuseLoss } from './takeover.ts';
import {
  isRouted,
  routesOf,
  toApex,
  type VirtualService,
  virtualService,
  virtualServiceRef,
  withWeights,
} from './virtual-service.ts';

/** Routes one canary through its VirtualService. */
export class IstioRouter implements MeshRouter {
  constructor(private readonly objects: Objects) {}

  /** Pods need nothing of Istio's to start; what cannot be taken over is refused before anything is made. */
  async prepare(canary: RoutedCanary): Promise<void> {
    const found = await this.find(canary);
    if (found) {
      refuseLoss(canary, found);
    }
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const written: string[] = [];
    for (const rule of destinationRules(canary)) {
      written.push(...(await this.ensureRule(rule)));
    }
    return [...written, ...(await this.ensureVirtualService(canary, expected))];
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
    const { http, tcp, tls } = { ...found.spec, ...withWeights(canary, found.spec ?? {}) };
    return changeObject(this.objects, found, {
      spec: replacement({ http, tcp, tls }, listsBeside(await this.asSeen(canary, found), found, routes)),
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
      const spec = isDeleted ? replacement(found.spec, { ...found.spec, ...toApex(canary, found.spec) }) : undefined;
      await changeObject(this.objects, found, { spec });
    } else {
      const hasOurs = ORIGINAL in (found.metadata.annotations ?? {});
      await changeObject(this.objects, found, {
        annotations: hasOurs ? { [ORIGINAL]: null } : undefined,
        spec: isRouted(canary, found) ? replacement(found.spec, originalToRestore(found)) : undefined,
      });
    }
  }

  private async ensureRule(wanted: KubeObject): Promise<Written> {
    const found = await this.objects.read(wanted);
    return found
      ? changeObject(this.objects, found, { spec: replacement(found.spec, wanted.spec) })
      : createObject(this.objects, wanted);
  }

  private async ensureVirtualService(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    const routes = (found && routesOf(canary, found)) ?? expected;
    const named = await this.asSeen(canary, found);
    const wanted = virtualService(named, routes);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    refuseLoss(canary, found);
    const { labels, annotations } = found.metadata;
    const exportTo = isOwned(canary, found.metadata) ? undefined : found.spec?.exportTo;
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...wanted.metadata.annotations, ...foreignOriginal(canary, found) }),
      spec: replacement(
        { ...found.spec, ...withWeights(canary, found.spec ?? {}) },
        { ...wanted.spec, ...listsBeside(named, found, routes), exportTo },
      ),
    });
  }

  /** With what is there already: a service may have more ports than the Canary says, so that gateways must be told. */
  private async asSeen(canary: RoutedCanary, found: VirtualService | undefined): Promise<RoutedCanary> {
    const named = asFound(canary, found);
    const { service } = named.spec;
    const isBehindGateway = service.gateways?.some((name) => name !== 'mesh') ?? service.delegation === true;
    const ports = isBehindGateway ? ((await this.primary(canary))?.spec?.ports ?? []) : [];
    return ports.length > 1
      ? { ...named, spec: { ...named.spec, service: { ...service, portDiscovery: true } } }
      : named;
  }

  private primary(canary: RoutedCanary): Promise<ServiceObject | undefined> {
    const metadata = { name: namesOf(canary).primary, namespace: canary.metadata.namespace };
    return this.objects.read<ServiceObject>({ apiVersion: 'v1', kind: 'Service', metadata });
  }

  private find(canary: RoutedCanary): Promise<VirtualService | undefined> {
    return this.objects.read<VirtualService>(virtualServiceRef(canary));
  }
}

interface ServiceObject extends KubeObject {
  readonly spec?: { readonly selector?: Readonly<Record<string, string>>; readonly ports?: readonly object[] };
}
