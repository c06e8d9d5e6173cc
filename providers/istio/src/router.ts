import type { KubeObject, Objects, RoutedCanary, Routes, Written } from '@flagger/api';
import { keepObject, namesOf, SplitRouter, withService } from '@flagger/mesh-kit';
import { destinationRules } from './destination-rule.ts';
import { isBehindGateway } from './destinations.ts';
import { splitService } from './split-service.ts';
import { asFound } from './takeover.ts';
import { type VirtualService, virtualServiceRef } from './virtual-service.ts';

/** Routes one canary through its VirtualService, and has a DestinationRule for either side. */
export class IstioRouter extends SplitRouter<VirtualService> {
  constructor(private readonly kept: Objects) {
    super(kept, splitService);
  }

  override async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const written: string[] = [];
    for (const rule of destinationRules(canary)) {
      written.push(...(await keepObject(this.kept, rule)));
    }
    return [...written, ...(await super.ensure(await this.asSeen(canary), expected))];
  }

  override async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    return super.setRoutes(await this.asSeen(canary), routes);
  }

  /** With what is there already: a service may have more ports than the Canary says, so that gateways must be told. */
  private async asSeen(canary: RoutedCanary): Promise<RoutedCanary> {
    const found = await this.kept.read<VirtualService>(virtualServiceRef(canary));
    const ports = isBehindGateway(asFound(canary, found)) ? ((await this.primary(canary))?.spec?.ports ?? []) : [];
    return ports.length > 1 ? withService(canary, { portDiscovery: true }) : canary;
  }

  private primary(canary: RoutedCanary): Promise<ServiceObject | undefined> {
    const metadata = { name: namesOf(canary).primary, namespace: canary.metadata.namespace };
    return this.kept.read<ServiceObject>({ apiVersion: 'v1', kind: 'Service', metadata });
  }
}

interface ServiceObject extends KubeObject {
  readonly spec?: { readonly ports?: readonly object[] };
}
