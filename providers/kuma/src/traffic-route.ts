import { type Ref, type RoutedCanary, type Routes, Stop } from '@flagger/api';
import { apexNamed, isOwned, originalSpec, ownerNoted, routesOfShares, type SplitObject } from '@flagger/mesh-kit';
import { refuseLoss } from './refuse-loss.ts';
import { isRouted, sharesIn, tagOf, tagsOf, type TrafficRoute, type Weighted } from './split.ts';

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
  refuseLoss: (canary, found) => {
    refuseOtherMesh(canary, found);
    refuseLoss(canary, found);
  },
  routesOf: (canary, found) => routesOfShares(tagsOf(canary), sharesIn(found)),
  isRouted,
  resplit: (canary, { spec }, { primary, canary: share }) => ({
    ...spec,
    conf: { ...spec?.conf, split: split(canary, primary, share) },
  }),
  beside: (canary, found, { spec }) =>
    isToBeOurs(canary, found)
      ? spec
      : { ...spec, conf: { ...spec?.conf, loadBalancer: found.spec?.conf?.loadBalancer } },
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
function refuseOtherMesh(canary: RoutedCanary, found: TrafficRoute): void {
  const { mesh = 'default' } = found;
  if (mesh !== meshOf(canary)) {
    throw new Stop({
      field: 'metadata.annotations[kuma.io/mesh]',
      found: JSON.stringify(meshOf(canary)),
      allowed: `${JSON.stringify(mesh)}, the mesh of TrafficRoute ${found.metadata.name}, or that one deleted`,
    });
  }
}
