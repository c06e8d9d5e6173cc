import {
  ALL_TO_PRIMARY,
  type IngressOptions,
  type MeshRouter,
  nameOf,
  type Objects,
  type RoutedCanary,
  type Routes,
  Stop,
  Wait,
  type Written,
} from '@flagger/api';
import { addition, changeObject, createObject, isOwned, namesOf, replacement } from '@flagger/mesh-kit';
import { canaryIngress, canaryIngressRef, type Ingress, leadsTo, userIngressRef } from './ingress.ts';
import { isMark, marks, routesOf } from './marks.ts';

/** Routes one canary through an Ingress beside the user's own, which stays as it is. */
export class NginxRouter implements MeshRouter {
  constructor(
    private readonly objects: Objects,
    private readonly options: Pick<IngressOptions, 'annotationsPrefix'>,
  ) {}

  /** Pods need nothing of ours to start; an Ingress that is somebody else's is refused before anything is made. */
  async prepare(canary: RoutedCanary): Promise<void> {
    refuseForeign(canary, await this.find(canary));
  }

  async ensure(canary: RoutedCanary, expected: Routes): Promise<Written> {
    const found = await this.find(canary);
    refuseForeign(canary, found);
    const theirs = await this.theirs(canary);
    const routes = (found && this.routesIn(canary, found)) ?? expected;
    const wanted = canaryIngress(canary, theirs, this.marks(canary, routes, theirs));
    if (!found) {
      return createObject(this.objects, wanted);
    }
    const { labels, annotations } = found.metadata;
    return changeObject(this.objects, found, {
      labels: addition(labels, wanted.metadata.labels),
      annotations: addition(annotations, { ...this.without(found), ...wanted.metadata.annotations }),
      spec: replacement(found.spec, wanted.spec),
    });
  }

  async routes(canary: RoutedCanary): Promise<Routes | undefined> {
    const found = await this.find(canary);
    return found && this.routesIn(canary, found);
  }

  async setRoutes(canary: RoutedCanary, routes: Routes): Promise<Written> {
    const found = await this.find(canary);
    return found && this.routesIn(canary, found) ? this.mark(canary, found, routes) : this.ensure(canary, routes);
  }

  /** Ours goes with the Canary; until it does it leads nobody to pods that go as well. */
  async release(canary: RoutedCanary, isDeleted = false): Promise<void> {
    const found = await this.find(canary);
    if (found && isDeleted && isOwned(canary, found.metadata) && this.routesIn(canary, found)) {
      await this.mark(canary, found, ALL_TO_PRIMARY);
    }
  }

  private mark(canary: RoutedCanary, found: Ingress, routes: Routes): Promise<Written> {
    const wanted = { ...this.without(found), ...this.marks(canary, routes, found) };
    return changeObject(this.objects, found, { annotations: addition(found.metadata.annotations, wanted) });
  }

  private marks(canary: RoutedCanary, routes: Routes, { metadata: { annotations = {} } }: Ingress) {
    return marks(canary, routes, { prefix: this.options.annotationsPrefix, theirs: annotations });
  }

  /** Every mark that is there, to be taken away. */
  private without({ metadata: { annotations = {} } }: Ingress): Readonly<Record<string, null>> {
    const there = Object.keys(annotations).filter((key) => isMark(key, this.options.annotationsPrefix));
    return Object.fromEntries(there.map((key) => [key, null]));
  }

  private routesIn(canary: RoutedCanary, found: Ingress): Routes | undefined {
    return leadsTo(namesOf(canary).canary, found)
      ? routesOf(canary, found.metadata.annotations, this.options.annotationsPrefix)
      : undefined;
  }

  private async theirs(canary: RoutedCanary): Promise<Ingress> {
    const ref = userIngressRef(canary);
    const theirs = await this.objects.read<Ingress>(ref);
    if (!theirs) {
      throw new Wait(`ingress ${nameOf(ref)} not found`);
    }
    const { apex } = namesOf(canary);
    if (!leadsTo(apex, theirs)) {
      throw new Wait(`backend ${apex} not found in ingress ${ref.metadata.name}`);
    }
    return theirs;
  }

  private find(canary: RoutedCanary): Promise<Ingress | undefined> {
    return this.objects.read<Ingress>(canaryIngressRef(canary));
  }
}

// Two Canaries on one Ingress would each lead the other's users back, and what somebody wrote by hand would be lost.
function refuseForeign(canary: RoutedCanary, found: Ingress | undefined): void {
  if (!found || isOwned(canary, found.metadata) || leadsTo(namesOf(canary).canary, found)) {
    return;
  }
  const owner = found.metadata.ownerReferences?.find(({ kind }) => kind === 'Canary')?.name;
  throw new Stop({
    field: 'spec.ingressRef.name',
    found: `${canary.spec.ingressRef?.name ?? ''}, beside which ${owner ? `the Canary ${owner}` : 'somebody else'} keeps Ingress ${nameOf(found)}`,
    allowed: 'an Ingress of its own for each Canary, with no Ingress called <name>-canary beside it',
  });
}
