import {
  ALL_TO_PRIMARY,
  type MeshRouter,
  nameOf,
  type Objects,
  type RoutedCanary,
  type Routes,
  Wait,
  type Written,
} from '@flagger/api';
import {
  addition,
  changeObject,
  createObject,
  isAnothers,
  isOwned,
  nothingToRestore,
  ORIGINAL,
  originalKept,
  originalSpec,
  replacement,
} from '@flagger/mesh-kit';
import { apexList, type ApiVersion, type AppMeshObject, type Wanted, wantedObjects } from './api-version.ts';
import { refuseLoss } from './refuse-loss.ts';
import { isRouted, routesOf } from './split.ts';

/** Routes one canary between its virtual nodes. */
export class AppMeshRouter implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly version: ApiVersion,
  ) {}

  /**
   * Creates the virtual nodes; leaves that to the next turn as long as it cannot be known by which labels their pods
   * are found. What cannot be taken over is refused before anything is made.
   */
  async prepare(canary: RoutedCanary): Promise<void> {
    await this.splitToChange(canary);
    const pods = this.version.pods(canary);
    for (const node of pods ? this.version.virtualNodes(canary, pods) : []) {
      if (!(await this.objects.read(node))) {
        await createObject(this.objects, node);
      }
    }
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const pods = this.version.pods(canary);
    if (!pods) {
      throw new Wait(`App Mesh needs the services of ${nameOf(canary)} to know the pods behind them`);
    }
    const found = await this.splitToChange(canary);
    const routes = routesOf(canary, found?.spec?.routes) ?? expected;
    const written: string[] = [];
    for (const wanted of wantedObjects(this.version, canary, { routes, pods })) {
      written.push(...(await this.ensureObject(canary, wanted)));
    }
    return written;
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    return routesOf(canary, (await this.findSplit(canary))?.spec?.routes);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.findSplit(canary);
    if (!found || !routesOf(canary, found.spec?.routes)) {
      return this.ensure(canary, routes);
    }
    const wanted = { ...found.spec, routes: apexList(this.version, canary, routes) };
    return changeObject(this.objects, found, { spec: replacement(found.spec, wanted) });
  }

  /** Ours go with the Canary; someone else's say again what they said before. Done where they do so already. */
  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    for (const ref of wantedObjects(this.version, canary, ONLY_NAMES)) {
      const found = await this.objects.read<AppMeshObject>(ref);
      const isTheirs = found && !isOwned(canary, found.metadata) && !isAnothers(canary, found.metadata);
      const original = isTheirs ? originalOf(canary, found) : undefined;
      if (isTheirs && !original && routesOf(canary, found.spec?.routes)) {
        throw nothingToRestore(found, isDeleted);
      }
      if (found && original) {
        const annotations = addition(found.metadata.annotations, { [ORIGINAL]: null });
        await changeObject(this.objects, found, { annotations, spec: difference(found, original) });
      }
    }
  }

  private async ensureObject(canary: RoutedCanary, wanted: Wanted): Promise<Written> {
    const found = await this.objects.read<AppMeshObject>(wanted);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    const { labels, annotations } = found.metadata;
    const spec = difference(found, wanted.spec);
    const kept = spec && !isOwned(canary, found.metadata) ? noteOf(canary, found) : {};
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...wanted.metadata.annotations, ...kept }),
      spec,
    });
  }

  private async splitToChange(canary: RoutedCanary): Promise<AppMeshObject | undefined> {
    const found = await this.findSplit(canary);
    if (found) {
      refuseLoss(canary, found);
    }
    return found;
  }

  private findSplit(canary: RoutedCanary): Promise<AppMeshObject | undefined> {
    return this.objects.read<AppMeshObject>(this.version.splitRef(canary));
  }
}

/** Enough to name the objects. */
const ONLY_NAMES = { routes: ALL_TO_PRIMARY, pods: { primary: {}, canary: {}, port: 0 } };

/** What its owner has there: routes that lead to neither the primary nor the canary, or anything that is seen first. */
function noteOf(canary: RoutedCanary, found: AppMeshObject): Readonly<Record<string, string>> {
  const routes = found.spec?.routes;
  return isRouted(canary, routes) ? {} : originalKept(found, routes !== undefined);
}

/** What to give back; undefined where nobody kept it. Kept routes that vanish with the canary are nothing to give back. */
function originalOf(canary: RoutedCanary, found: AppMeshObject): AppMeshObject['spec'] {
  const kept: AppMeshObject['spec'] = originalSpec(found);
  return isRouted(canary, kept?.routes) ? undefined : kept;
}

/** The merge patch to what a spec is to say; what App Mesh's controller put there stays. */
const difference = ({ spec: { awsName, meshRef, ...spec } = {} }: AppMeshObject, wanted: object): unknown =>
  replacement(spec, { ...wanted, awsName: undefined, meshRef: undefined });
