import {
  NotInstalled,
  apexName,
  routed,
  sameRoutes,
  type Action,
  type Canary,
  type Capabilities,
  type Former,
  type MeshRouter,
  type Objects,
  type RoutedCanary,
  type Routes,
  type Workloads,
  type Written,
} from '@flagger/api';
import type { Meshes } from './meshes.ts';

/** What former routes are changed through, past the gate. */
export interface FormerPorts {
  readonly objects: Objects;
  readonly workloads: Pick<Workloads, 'backends' | 'isApexOnTarget'>;
}

/** The same canary with a service of this name, which may be its former one; as it is where none is given. */
export const calledAs = (canary: Canary, apex: string | undefined): Canary =>
  apex === undefined
    ? canary
    : { ...canary, spec: { ...canary.spec, service: { ...canary.spec.service, name: apex } } };

/** The same canary with an object of the user's of this name, which may be its former one. */
function besideOf(canary: Canary, field: Capabilities['beside'], name: string | undefined): Canary {
  if (field === undefined || name === undefined) {
    return canary;
  }
  const { spec } = canary;
  const { apiVersion = '' } = spec[field] ?? {};
  const named =
    field === 'ingressRef'
      ? { ingressRef: { apiVersion, kind: 'Ingress', name } as const }
      : { routeRef: { apiVersion, kind: 'ApisixRoute', name } as const };
  return { ...canary, spec: { ...spec, ...named } };
}

/** As it may have been routed before it became a test for some users, since a share of all users is no part of a test. */
const withoutTest = (canary: RoutedCanary): RoutedCanary => {
  const { match: _, ...analysis } = canary.spec.analysis;
  return { ...canary, spec: { ...canary.spec, analysis } };
};

type Release = Omit<Extract<Action, { readonly do: 'release' }>, 'do'>;

/** Routes of a canary under a name or in a mesh that may be its former one. */
export class FormerRoutes {
  constructor(
    private readonly canary: Canary,
    private readonly meshes: Meshes,
    private readonly ports: FormerPorts,
  ) {}

  /** Where its users go; nothing is written where there are no such routes, or the mesh is not known any more. */
  route(former: Former, users: Routes): Promise<Written> {
    return this.asInstalled(async () => {
      const { router, canary } = await this.at(former);
      for (const form of canary.spec.analysis.match ? [canary, withoutTest(canary)] : [canary]) {
        const routes = await router?.routes(form);
        if (router && routes) {
          return sameRoutes(routes, users) ? [] : router.setRoutes(form, users);
        }
      }
      return [];
    });
  }

  /** Whether its service selects the target, as where somebody set it back to what it selected once. */
  async isOnTarget({ apex }: Former): Promise<boolean> {
    const { workloads } = this.ports;
    return apex !== apexName(this.canary) && (await workloads.isApexOnTarget(calledAs(this.canary, apex)));
  }

  /** What was there before the canary is back; tells what users of a mesh must hear of. */
  async release({ former, users, isDeleted }: Release): Promise<Written> {
    const written = users ? await this.route(former, users) : [];
    const released = await this.asInstalled(() => this.letGo(former, isDeleted === true));
    return [...written, ...released];
  }

  private async letGo(former: Former, isDeleted: boolean): Promise<Written> {
    const { router, canary } = await this.at(former);
    const before = await router?.routes(canary);
    await router?.release(canary, isDeleted);
    const isGone = before !== undefined && (await router?.routes(canary)) === undefined;
    return isGone ? [`routes of ${apexName(canary)}`] : [];
  }

  /** A mesh that was taken out of the cluster has nothing to give back. */
  private async asInstalled(write: () => Promise<Written>): Promise<Written> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof NotInstalled) {
        return [];
      }
      throw error;
    }
  }

  private async at({ provider, apex, beside }: Former): Promise<At> {
    const mesh = this.meshes.of(provider);
    const field = 'provider' in mesh ? mesh.provider.capabilities.beside : undefined;
    const canary = besideOf(calledAs(this.canary, apex), field, beside);
    return {
      router: 'provider' in mesh ? mesh.provider.router(this.ports.objects) : undefined,
      canary: routed(canary, await this.ports.workloads.backends(canary)),
    };
  }
}

/** Where users were sent: the mesh, where it is still known, and the canary by its name there. */
interface At {
  readonly router: MeshRouter | undefined;
  readonly canary: RoutedCanary;
}
