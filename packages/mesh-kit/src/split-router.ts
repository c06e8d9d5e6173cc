import type {
  Acknowledgement,
  KubeObject,
  MeshRouter,
  Objects,
  Ref,
  RoutedCanary,
  Routes,
  Written,
} from '@flagger/api';
import { addition, replacement } from './drift.ts';
import { ORIGINAL, originalKept, originalSpec } from './original.ts';
import { isAnothers, isOwned } from './owned.ts';
import { changeObject, createObject } from './writes.ts';

/** How a mesh writes and reads the one object that holds the split of a canary, which may have been there before. */
export interface SplitObject<T extends KubeObject> {
  ref(canary: RoutedCanary): Ref;
  /** An object with what other clients leave away written out, so that it can be compared. */
  asRead?(canary: RoutedCanary, found: T): T;
  /** The whole object; `found` is what is there, which may say what the Canary leaves open. */
  built(canary: RoutedCanary, routes: Routes, found?: T): T;
  /** Throws `Stop` where taking an object over would lose something of it. */
  refuseLoss?(canary: RoutedCanary, found: T): void;
  /** What the mesh says in the object about it as it is now; absent in a mesh that never says anything. */
  acknowledgement?(canary: RoutedCanary, found: T): Acknowledgement;
  /** The split in an object; undefined where it has none between the primary and the canary alone. */
  routesOf(canary: RoutedCanary, found: T): Routes | undefined;
  /** Whether it leads anybody to the primary or the canary, which vanish with the Canary. */
  isRouted(canary: RoutedCanary, found: T): boolean;
  /** The spec with another split, and else as it was found. */
  resplit(canary: RoutedCanary, found: T, routes: Routes): unknown;
  /** The spec of somebody else's object with what is wanted in it; absent where nothing of theirs can stay. */
  beside?(canary: RoutedCanary, found: T, wanted: T): unknown;
  /** The spec once everybody is led to the service that is called, which is there when the others go. */
  toApex(canary: RoutedCanary, found: T): unknown;
}

/** Routes one canary through one object. */
export class SplitRouter<T extends KubeObject> implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly split: SplitObject<T>,
  ) {}

  /** Pods need nothing of it to start; what cannot be taken over is refused before anything is made. */
  async prepare(canary: RoutedCanary): Promise<void> {
    const found = this.split.refuseLoss && (await this.find(canary));
    if (found) {
      this.split.refuseLoss?.(canary, found);
    }
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    const wanted = this.split.built(canary, (found && this.split.routesOf(canary, found)) ?? expected, found);
    if (!found) {
      return createObject(this.objects, wanted);
    }
    this.split.refuseLoss?.(canary, found);
    const { labels, annotations } = found.metadata;
    const isOurs = isOwned(canary, found.metadata);
    // what leads to neither was written by its owner, maybe since it was taken over
    const kept = isOurs || this.split.isRouted(canary, found) ? {} : originalKept(found, true);
    const spec = isOurs ? wanted.spec : (this.split.beside?.(canary, found, wanted) ?? wanted.spec);
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...wanted.metadata.annotations, ...kept }),
      spec: replacement(found.spec, spec),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && this.split.routesOf(canary, found);
  }

  async acknowledgement(canary: RoutedCanary): Promise<Acknowledgement> {
    const found = this.split.acknowledgement && (await this.find(canary));
    return (found && this.split.acknowledgement?.(canary, found)) ?? { kind: 'silent' };
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    if (!found || !this.split.routesOf(canary, found)) {
      return this.ensure(canary, routes);
    }
    return changeObject(this.objects, found, {
      spec: replacement(found.spec, this.split.resplit(canary, found, routes)),
    });
  }

  /**
   * Ours stays until the Canary goes, and then sends everybody to the service that is called; someone else's says again
   * what it said before, or sends them there as well where nobody kept that. Done where they do so already.
   */
  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    const found = await this.find(canary);
    if (!found || isAnothers(canary, found.metadata)) {
      return;
    }
    const isRouted = this.split.isRouted(canary, found);
    if (isOwned(canary, found.metadata)) {
      const isLeading = isDeleted && isRouted;
      const spec = isLeading ? replacement(found.spec, this.split.toApex(canary, found)) : undefined;
      await changeObject(this.objects, found, { spec });
    } else {
      await changeObject(this.objects, found, {
        annotations: ORIGINAL in (found.metadata.annotations ?? {}) ? { [ORIGINAL]: null } : undefined,
        spec: isRouted ? replacement(found.spec, this.givenBack(canary, found)) : undefined,
      });
    }
  }

  /**
   * What was there before, where that is known, but for what leads to the primary or the canary itself: Flagger keeps that
   * too, or nothing at all.
   */
  private givenBack(canary: RoutedCanary, found: T): unknown {
    const spec = originalSpec(found);
    return !spec || this.split.isRouted(canary, { ...found, spec }) ? this.split.toApex(canary, found) : spec;
  }

  private async find(canary: RoutedCanary): Promise<T | undefined> {
    const found = await this.objects.read<T>(this.split.ref(canary));
    return found && (this.split.asRead?.(canary, found) ?? found);
  }
}
