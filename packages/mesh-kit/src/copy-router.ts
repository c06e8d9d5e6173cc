import {
  type KubeObject,
  type MeshRouter,
  nameOf,
  type Objects,
  type Ref,
  type RoutedCanary,
  type Routes,
  Stop,
  Wait,
  type Written,
} from '@flagger/api';
import { addition, replacement } from './drift.ts';
import { isOwned } from './owned.ts';
import { changeObject, createObject, type ObjectChanges } from './writes.ts';

/** How a mesh writes and reads a second object beside one of the user's, which is the same but splits. */
export interface SplitCopy<T extends KubeObject> {
  /** The field of the Canary that names the user's object, for a refusal. */
  readonly field: string;
  theirs(canary: RoutedCanary): Ref;
  ours(canary: RoutedCanary): Ref;
  /** The whole copy; throws `Wait` where theirs does not lead to the service, `Stop` where it cannot be copied. */
  built(canary: RoutedCanary, theirs: T, routes: Routes): T;
  /** The split in a copy; undefined where it has none. */
  routesOf(canary: RoutedCanary, found: T): Routes | undefined;
  /** What changes in a copy with another split, as merge patches. */
  resplit(canary: RoutedCanary, found: T, routes: Routes): ObjectChanges;
  /** What changes once everybody is led to the service that is called, which is there when the others go. */
  toApex(canary: RoutedCanary, found: T): ObjectChanges;
  /** Annotations of a copy that are not to stay, where what is wanted does not say them. */
  without?(found: T): Readonly<Record<string, null>>;
  /** Whether it leads anybody to the canary. */
  isRouted(canary: RoutedCanary, found: T): boolean;
}

/** Routes one canary through a copy of the user's object, which stays as it is. */
export class CopyRouter<T extends KubeObject> implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly copy: SplitCopy<T>,
  ) {}

  /** Pods need nothing of ours to start; an object that is somebody else's is refused before anything is made. */
  async prepare(canary: RoutedCanary): Promise<void> {
    this.refuseForeign(canary, await this.find(canary));
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    this.refuseForeign(canary, found);
    const routes = (found && this.copy.routesOf(canary, found)) ?? expected;
    const wanted = this.copy.built(canary, await this.theirs(canary), routes);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    const { labels, annotations } = found.metadata;
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...this.copy.without?.(found), ...wanted.metadata.annotations }),
      spec: replacement(found.spec, wanted.spec),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && this.copy.routesOf(canary, found);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    return found && this.copy.routesOf(canary, found)
      ? changeObject(this.objects, found, this.copy.resplit(canary, found, routes))
      : this.ensure(canary, routes);
  }

  /** Ours goes with the Canary; until it does it leads nobody to pods that go as well. Done where it does so already. */
  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    const found = await this.find(canary);
    if (found && isDeleted && isOwned(canary, found.metadata) && this.copy.routesOf(canary, found)) {
      await changeObject(this.objects, found, this.copy.toApex(canary, found));
    }
  }

  private async theirs(canary: RoutedCanary): Promise<T> {
    const ref = this.copy.theirs(canary);
    const theirs = await this.objects.confirm<T>(ref);
    if (!theirs) {
      throw new Wait(`${ref.kind.toLowerCase()} ${nameOf(ref)} not found`);
    }
    return theirs;
  }

  private find(canary: RoutedCanary): Promise<T | undefined> {
    return this.objects.read<T>(this.copy.ours(canary));
  }

  // Two Canaries with one copy would each lead the other's users back, and what somebody wrote by hand would be lost.
  private refuseForeign(canary: RoutedCanary, found: T | undefined): void {
    if (!found || isOwned(canary, found.metadata) || this.copy.isRouted(canary, found)) {
      return;
    }
    const { kind, metadata } = this.copy.theirs(canary);
    const owner = found.metadata.ownerReferences?.find((each) => each.kind === 'Canary')?.name;
    throw new Stop({
      field: this.copy.field,
      found: `${metadata.name}, beside which ${owner ? `the Canary ${owner}` : 'somebody else'} keeps ${kind} ${nameOf(found)}`,
      allowed: `an object whose copy nobody else keeps: no ${kind} called ${found.metadata.name}`,
    });
  }
}
