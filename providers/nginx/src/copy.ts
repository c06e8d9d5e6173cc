import { ALL_TO_PRIMARY, type IngressOptions, type RoutedCanary, type Routes } from '@flagger/api';
import { addition, backendMissing, namesOf, type SplitCopy } from '@flagger/mesh-kit';
import { canaryIngress, canaryIngressRef, type Ingress, leadsTo, userIngressRef } from './ingress.ts';
import { marks, routesOf } from './marks.ts';

/** The Ingress of a canary, whose annotations begin as the flag says: what is built, read and changed of it. */
export function ingressCopy({
  annotationsPrefix: prefix,
}: Pick<IngressOptions, 'annotationsPrefix'>): SplitCopy<Ingress> {
  const marked = (canary: RoutedCanary, routes: Routes, { metadata: { annotations = {} } }: Ingress) =>
    marks(canary, routes, { prefix, theirs: annotations });
  /** All that ingress-nginx reads, to be taken away where neither the user's Ingress nor we say it. */
  const without = ({ metadata: { annotations = {} } }: Ingress): Readonly<Record<string, null>> =>
    Object.fromEntries(
      Object.keys(annotations)
        .filter((key) => key.startsWith(`${prefix}/`))
        .map((key) => [key, null]),
    );
  const isRouted = (canary: RoutedCanary, found: Ingress): boolean => leadsTo(namesOf(canary).canary, found);
  const resplit = (canary: RoutedCanary, found: Ingress, routes: Routes) => ({
    annotations: addition(found.metadata.annotations, { ...without(found), ...marked(canary, routes, found) }),
  });
  return {
    field: 'spec.ingressRef.name',
    theirs: userIngressRef,
    ours: canaryIngressRef,
    built: (canary, theirs, routes) => {
      refuseElsewhere(canary, theirs);
      return canaryIngress(canary, theirs, marked(canary, routes, theirs));
    },
    routesOf: (canary, found) =>
      isRouted(canary, found) ? routesOf(canary, found.metadata.annotations, prefix) : undefined,
    resplit,
    // nobody is led to the canary, and all others go by the user's
    toApex: (canary, found) => resplit(canary, found, ALL_TO_PRIMARY),
    without,
    isRouted,
  };
}

function refuseElsewhere(canary: RoutedCanary, theirs: Ingress): void {
  const { apex } = namesOf(canary);
  if (!leadsTo(apex, theirs)) {
    throw backendMissing(theirs, { field: 'spec.ingressRef.name', apex });
  }
}
