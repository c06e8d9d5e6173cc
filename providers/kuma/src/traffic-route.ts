import { type KubeObject, nameOf, type Ref, type RoutedCanary, type Routes, Stop } from '@flagger/api';
import {
  apexNamed,
  isOwned,
  leadsToEither,
  originalSpec,
  ownerNoted,
  routesOfShares,
  type Share,
  type SplitObject,
  type Two,
} from '@flagger/mesh-kit';

/** The fields of Kuma's TrafficRoute that we read and write; it is an object of the whole cluster. */
export interface TrafficRoute extends KubeObject {
  /** The mesh that it is in. */
  readonly mesh?: string;
  readonly spec?: {
    readonly sources?: readonly Selector[];
    readonly destinations?: readonly Selector[];
    readonly conf?: { readonly split?: readonly Weighted[] };
  };
}

/** Who asks, or who is asked, by tags. */
interface Selector {
  readonly match?: Tags;
}

interface Weighted {
  readonly destination?: Tags;
  readonly weight?: number;
}

interface Tags {
  readonly 'kuma.io/service'?: string;
}

/** What Kuma calls a service of Kubernetes. */
const tagOf = ({ backends, metadata: { namespace } }: RoutedCanary, side: 'apex' | 'primary' | 'canary'): string =>
  `${backends[side].name}_${namespace}_svc_${backends[side].port}`;

/** Names the TrafficRoute of a canary; `name` as it is in the cluster. */
export const trafficRouteRef = (name: string): Ref => ({
  apiVersion: 'kuma.io/v1alpha1',
  kind: 'TrafficRoute',
  metadata: { name },
});

/** Whether it is for requests to the service that is called, at any port of it. */
export const isFor = ({ backends, metadata: { namespace } }: RoutedCanary, { spec }: TrafficRoute): boolean =>
  (spec?.destinations ?? []).some(({ match }) =>
    match?.['kuma.io/service']?.startsWith(`${backends.apex.name}_${namespace}_svc_`),
  );

/** The TrafficRoute of a canary under a name, as its router handles it. */
export const trafficRoute = (name: string): SplitObject<TrafficRoute> => ({
  ref: () => trafficRouteRef(name),
  built: (canary, routes, found) => built(canary, routes, { name, found }),
  refuseLoss,
  routesOf: (canary, found) => routesOfShares(tagsOf(canary), sharesIn(found)),
  isRouted,
  resplit: (canary, { spec }, { primary, canary: share }) => ({
    ...spec,
    conf: { ...spec?.conf, split: split(canary, primary, share) },
  }),
  toApex: (canary, { spec }) => ({
    ...spec,
    conf: { ...spec?.conf, split: [{ destination: { 'kuma.io/service': tagOf(canary, 'apex') }, weight: 100 }] },
  }),
});

function built(
  canary: RoutedCanary,
  { primary, canary: share }: Routes,
  { name, found }: { readonly name: string; readonly found: TrafficRoute | undefined },
): TrafficRoute {
  const { labels, annotations } = apexNamed(canary);
  return {
    ...trafficRouteRef(name),
    metadata: {
      name,
      ...(labels && { labels }),
      annotations: { ...annotations, ...(isToBeOurs(canary, found) ? ownerNoted(canary) : {}) },
    },
    mesh: meshOf(canary),
    spec: {
      sources: [{ match: { 'kuma.io/service': '*' } }],
      destinations: [{ match: { 'kuma.io/service': tagOf(canary, 'apex') } }],
      conf: { split: split(canary, primary, share) },
    },
  };
}

// What leads to the primary or the canary and holds no original was made for a Canary: by Flagger, which notes no owner,
// or for a former one of that name.
const isToBeOurs = (canary: RoutedCanary, found: TrafficRoute | undefined): boolean =>
  !found || (!isOwned(canary, found.metadata) && isRouted(canary, found) && !hasOriginal(canary, found));

function hasOriginal(canary: RoutedCanary, found: TrafficRoute): boolean {
  const spec = originalSpec(found);
  return spec !== undefined && !isRouted(canary, { ...found, spec });
}

const split = (canary: RoutedCanary, primary: number, share: number): readonly Weighted[] => [
  { destination: { 'kuma.io/service': tagOf(canary, 'primary') }, weight: primary },
  { destination: { 'kuma.io/service': tagOf(canary, 'canary') }, weight: share },
];

const meshOf = ({ metadata: { annotations = {} } }: RoutedCanary): string => annotations['kuma.io/mesh'] || 'default';

// A route stays in the mesh that it was made in, and in another one it would lead nobody.
function refuseLoss(canary: RoutedCanary, found: TrafficRoute): void {
  const { mesh = 'default' } = found;
  if (mesh !== meshOf(canary)) {
    throw new Stop({
      field: 'metadata.annotations[kuma.io/mesh]',
      found: JSON.stringify(meshOf(canary)),
      allowed: `${JSON.stringify(mesh)}, the mesh of TrafficRoute ${nameOf(found)}, or that one deleted`,
    });
  }
}

const isRouted = (canary: RoutedCanary, found: TrafficRoute): boolean => leadsToEither(tagsOf(canary), sharesIn(found));

const sharesIn = ({ spec }: TrafficRoute): readonly Share[] =>
  (spec?.conf?.split ?? []).map(({ destination, weight = 0 }) => ({
    to: destination?.['kuma.io/service'],
    percent: weight,
  }));

const tagsOf = (canary: RoutedCanary): Two => ({ primary: tagOf(canary, 'primary'), canary: tagOf(canary, 'canary') });
