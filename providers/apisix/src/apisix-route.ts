import { type KubeObject, nameOf, type Ref, type RoutedCanary, type Routes, Stop } from '@flagger/api';
import { backendMissing, namesOf, ownedMetadata, replacement, routesOfShares, type SplitCopy } from '@flagger/mesh-kit';

/** The fields of APISIX's ApisixRoute that we read and write; all others of a rule are copied as they are. */
export interface ApisixRoute extends KubeObject {
  readonly spec?: { readonly ingressClassName?: string; readonly http?: readonly Rule[] };
}

interface Rule {
  readonly name?: string;
  /** The rule with more of it decides. */
  readonly priority?: number;
  readonly backends?: readonly Backend[];
  readonly upstreams?: readonly object[];
}

interface Backend {
  readonly serviceName?: string;
  readonly servicePort?: number | string;
  readonly weight?: number;
}

/** What `kubectl apply` keeps of the user's route says nothing about ours. */
const KUBECTL = 'kubectl.kubernetes.io/last-applied-configuration';

/** Above what users write. */
const PRIORITY = 10_000;

/** The rules of the user's ApisixRoute that lead to the service once more, above theirs, leading to both sides. */
export const apisixRoute: SplitCopy<ApisixRoute> = {
  field: 'spec.routeRef.name',
  theirs: (canary) => refOf(canary, userName(canary)),
  ours: (canary) => refOf(canary, `${userName(canary)}-${namesOf(canary).apex}-canary`),
  built,
  routesOf,
  isRouted: (canary, { spec: { http = [] } = {} }) => http.some((rule) => leadsTo(namesOf(canary).canary, rule)),
  resplit: (canary, found, routes) => withBackends(found, ([first]) => split(canary, first, routes)),
  toApex: (canary, found) => withBackends(found, ([first]) => [apexOf(canary, first)]),
};

const userName = (canary: RoutedCanary): string => canary.spec.routeRef?.name ?? '';

const refOf = ({ metadata: { namespace } }: RoutedCanary, name: string): Ref => ({
  apiVersion: 'apisix.apache.org/v2',
  kind: 'ApisixRoute',
  metadata: { name, namespace },
});

function built(canary: RoutedCanary, theirs: ApisixRoute, routes: Routes): ApisixRoute {
  const ref = apisixRoute.ours(canary);
  const { labels, annotations = {} } = theirs.metadata;
  const { [KUBECTL]: _, ...copied } = annotations;
  const { ingressClassName } = theirs.spec ?? {};
  return {
    ...ref,
    metadata: {
      ...ownedMetadata(canary, ref.metadata.name),
      ...(labels ? { labels } : {}),
      ...(Object.keys(copied).length > 0 ? { annotations: copied } : {}),
    },
    spec: {
      ...(ingressClassName === undefined ? {} : { ingressClassName }),
      http: rulesOf(canary, theirs).map((rule) => ({
        ...rule,
        priority: Math.max(PRIORITY, (rule.priority ?? 0) + 1),
        backends: split(canary, rule.backends?.[0], routes),
      })),
    },
  };
}

/** The rules that lead to the service; throws where there are none, or where they lead to others as well. */
function rulesOf(canary: RoutedCanary, theirs: ApisixRoute): readonly Rule[] {
  const { apex } = namesOf(canary);
  const rules = (theirs.spec?.http ?? []).filter((rule) => leadsTo(apex, rule));
  if (rules.length === 0) {
    throw backendMissing(theirs, { field: 'spec.routeRef.name', apex });
  }
  const shared = rules.find(({ backends = [], upstreams = [] }) => backends.length + upstreams.length > 1);
  if (shared) {
    throw new Stop({
      field: `rule ${shared.name ?? ''} of ApisixRoute ${nameOf(theirs)}`,
      found: `${apex} beside other backends`,
      allowed: `${apex} alone: a canary's share of it would be one of the others' too`,
    });
  }
  return rules;
}

const leadsTo = (service: string, { backends = [] }: Rule): boolean =>
  backends.some(({ serviceName }) => serviceName === service);

function split(canary: RoutedCanary, backend: Backend = {}, routes: Routes): readonly Backend[] {
  const names = namesOf(canary);
  return (['primary', 'canary'] as const).map((side) => ({
    ...backend,
    serviceName: names[side],
    weight: routes[side],
  }));
}

function apexOf(canary: RoutedCanary, backend: Backend = {}): Backend {
  const { weight: _, ...others } = backend;
  return { ...others, serviceName: namesOf(canary).apex };
}

/** The split that all rules have. */
function routesOf(canary: RoutedCanary, { spec: { http = [] } = {} }: ApisixRoute): Routes | undefined {
  const [first, ...others] = http.map(({ backends = [] }) =>
    routesOfShares(
      namesOf(canary),
      backends.map(({ serviceName, weight }) => ({ to: serviceName, percent: weight })),
    ),
  );
  return others.every((each) => each?.canary === first?.canary) ? first : undefined;
}

const withBackends = (
  { spec = {} }: ApisixRoute,
  backends: (written: readonly Backend[]) => readonly Backend[],
): { readonly spec: unknown } => {
  const http = (spec.http ?? []).map((rule) => ({ ...rule, backends: backends(rule.backends ?? []) }));
  return { spec: replacement(spec, { ...spec, http }) };
};
