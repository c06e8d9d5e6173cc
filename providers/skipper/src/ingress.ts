import { ALL_TO_PRIMARY, type KubeObject, type Ref, type RoutedCanary, type Routes } from '@flagger/api';
import {
  addition,
  backendMissing,
  namesOf,
  type ObjectChanges,
  ownedMetadata,
  type SplitCopy,
} from '@flagger/mesh-kit';
import { copied, marks, ofSkipper, remarked, routesIn } from './marks.ts';

/** The fields of Kubernetes' Ingress that we read and write; all others are copied as they are. */
export interface Ingress extends KubeObject {
  readonly spec?: IngressSpec;
}

interface IngressSpec {
  readonly rules?: readonly Rule[];
}

interface Rule {
  readonly http?: { readonly paths?: readonly Path[] };
}

interface Path {
  readonly backend: { readonly service?: { readonly name: string } };
}

/** The user's Ingress once more, where each path to the service leads to both sides; its annotations split them. */
export const canaryIngress: SplitCopy<Ingress> = {
  field: 'spec.ingressRef.name',
  theirs: (canary) => refOf(canary, userName(canary)),
  ours: (canary) => refOf(canary, `${userName(canary)}-canary`),
  built,
  isRouted: (canary, found) => leadsTo(namesOf(canary).canary, found),
  routesOf: (canary, found) =>
    leadsTo(namesOf(canary).primary, found) && leadsTo(namesOf(canary).canary, found)
      ? routesIn(canary, found.metadata.annotations)
      : undefined,
  resplit: remarking,
  // what the user's does not say any more: Skipper prefers ours in a run
  without: ({ metadata: { annotations = {} } }) => Object.fromEntries(ofSkipper(annotations).map((key) => [key, null])),
  // passed by, where the user's leads to the service that is called
  toApex: (canary, found) => remarking(canary, found, ALL_TO_PRIMARY),
};

const userName = (canary: RoutedCanary): string => canary.spec.ingressRef?.name ?? '';

function remarking(canary: RoutedCanary, { metadata: { annotations = {} } }: Ingress, routes: Routes): ObjectChanges {
  return { annotations: addition(annotations, remarked(canary, annotations, routes)) };
}

const refOf = ({ metadata: { namespace } }: RoutedCanary, name: string): Ref => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name, namespace },
});

function built(canary: RoutedCanary, theirs: Ingress, routes: Routes): Ingress {
  const { apex } = namesOf(canary);
  if (!leadsTo(apex, theirs)) {
    throw backendMissing(theirs, { field: 'spec.ingressRef.name', apex });
  }
  const ref = canaryIngress.ours(canary);
  const { labels, annotations = {} } = theirs.metadata;
  return {
    ...ref,
    metadata: {
      ...ownedMetadata(canary, ref.metadata.name),
      ...(labels ? { labels } : {}),
      annotations: { ...copied(annotations), ...marks(canary, theirs, routes) },
    },
    spec: { ...theirs.spec, rules: (theirs.spec?.rules ?? []).map((rule) => doubled(canary, rule)) },
  };
}

/** As with Flagger the paths to the canary come after all others. */
function doubled(canary: RoutedCanary, rule: Rule): Rule {
  const { http, http: { paths = [] } = {} } = rule;
  const { apex, ...sides } = namesOf(canary);
  const led = (path: Path, name: string): Path => ({
    ...path,
    backend: { ...path.backend, service: { ...path.backend.service, name } },
  });
  const isTheirs = ({ backend }: Path): boolean => backend.service?.name === apex;
  const usual = paths.map((path) => (isTheirs(path) ? led(path, sides.primary) : path));
  const more = paths.filter(isTheirs).map((path) => led(path, sides.canary));
  return http ? { ...rule, http: { ...http, paths: [...usual, ...more] } } : rule;
}

/** Whether any path leads to a service; a default backend is one, and cannot be split. */
const leadsTo = (service: string, { spec: { rules = [] } = {} }: Ingress): boolean =>
  rules.some(({ http: { paths = [] } = {} }) => paths.some(({ backend }) => backend.service?.name === service));
