import {
  type Acknowledgement,
  type MeshRouter,
  nameOf,
  type Objects,
  type RoutedCanary,
  type Routes,
  Wait,
  type Written,
} from '@flagger/api';
import { changeObject, replacement } from '@flagger/mesh-kit';
import { acknowledgementOf } from './acknowledgement.ts';
import { FLAGGER_ID } from './flagger-id.ts';
import { type KnativeService, PRIMARY, primaryOf, serviceRef } from './knative-api.ts';
import { routesOf, toLatest, traffic } from './traffic.ts';

/** Routes one canary by the traffic of the user's Service, of which all else stays as it is. */
export class KnativeRouter implements MeshRouter {
  constructor(private readonly objects: Objects) {}

  /** Pods need nothing of it to start. */
  async prepare(): Promise<void> {}

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const { service, primary } = await this.initialised(canary);
    return this.write(service, traffic(service, primary, routesOf(service, primary) ?? expected));
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const service = await this.find(canary);
    const primary = service && primaryOf(service);
    return service && primary !== undefined ? routesOf(service, primary) : undefined;
  }

  async acknowledgement(canary: RoutedCanary): Promise<Acknowledgement> {
    const service = await this.find(canary);
    return service && primaryOf(service) !== undefined ? acknowledgementOf(service) : { kind: 'silent' };
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const { service, primary } = await this.initialised(canary);
    return this.write(service, traffic(service, primary, routes));
  }

  /** The Service is the user's and stays: everybody follows its template again, as without a Canary. */
  async release(canary: RoutedCanary): Promise<void> {
    const service = await this.find(canary);
    if (service && primaryOf(service) !== undefined) {
      const annotations = { [PRIMARY]: null, [FLAGGER_ID]: null };
      const spec = replacement(service.spec, { ...service.spec, traffic: toLatest(service) });
      await changeObject(this.objects, service, { annotations, spec });
    }
  }

  private write(service: KnativeService, wanted: ReturnType<typeof traffic>): Promise<Written> {
    const spec = replacement(service.spec, { ...service.spec, traffic: wanted });
    return changeObject(this.objects, service, { spec });
  }

  private async initialised(
    canary: RoutedCanary,
  ): Promise<{ readonly service: KnativeService; readonly primary: string }> {
    const service = await this.find(canary);
    const primary = service && primaryOf(service);
    if (!service || primary === undefined) {
      const what = service ? 'primary revision annotation not found' : 'not found';
      throw new Wait(`Knative Service ${nameOf(serviceRef(canary))} ${what}`);
    }
    return { service, primary };
  }

  private find(canary: RoutedCanary): Promise<KnativeService | undefined> {
    return this.objects.read<KnativeService>(serviceRef(canary));
  }
}
