import type { KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexRef,
  isFirstSeen,
  leadsToEither,
  namesOf,
  ownedMetadata,
  refuseOthers,
  routesOfShares,
  type Share,
  type SplitObject,
} from '@flagger/mesh-kit';
import type { Dialect, Version } from './dialect.ts';

/** The fields of SMI's TrafficSplit that we read and write. */
export interface TrafficSplit extends KubeObject {
  readonly spec?: TrafficSplitSpec;
}

export interface TrafficSplitSpec {
  /** Whom clients call. */
  readonly service?: string;
  readonly backends?: readonly Backend[];
}

/** One share. Its weight is a quantity such as `'20'` in v1alpha1 and a number in later versions. */
export interface Backend {
  readonly service?: string;
  readonly weight?: number | string;
}

/** Where the adapter for Istio finds the gateways of the VirtualService that it makes, as a JSON list. */
const GATEWAYS = 'VirtualService.v1alpha3.networking.istio.io/spec.gateways';

/** Names the TrafficSplit of a canary. */
export const trafficSplitRef = (canary: RoutedCanary, { version }: Dialect): Ref =>
  apexRef(canary, { apiVersion: `split.smi-spec.io/${version}`, kind: 'TrafficSplit' });

/** The TrafficSplit of a canary, as its router handles it. */
export const splitTraffic = (dialect: Dialect): SplitObject<TrafficSplit> => ({
  ref: (canary) => trafficSplitRef(canary, dialect),
  built: (canary, routes) => trafficSplit(canary, routes, dialect),
  refuseLoss,
  routesOf,
  isRouted,
  // the same shares are left as another version wrote them
  resplit: (canary, found, routes) =>
    routesOf(canary, found)?.canary === routes.canary
      ? found.spec
      : { ...found.spec, backends: backends(canary, routes, dialect) },
  toApex: (canary, { spec }) => ({ ...spec, backends: toApex(canary, dialect) }),
});

/** The whole object. SMI cannot mirror, so that `routes.mirrored` does not count. */
export function trafficSplit(
  canary: RoutedCanary,
  routes: Routes,
  dialect: Dialect,
): TrafficSplit & { readonly spec: TrafficSplitSpec } {
  const { gateways = [], hosts = [] } = canary.spec.service;
  const annotations =
    dialect.isForAdapter && gateways.length > 0 ? { annotations: { [GATEWAYS]: JSON.stringify(gateways) } } : {};
  return {
    ...trafficSplitRef(canary, dialect),
    metadata: { ...ownedMetadata(canary, canary.backends.apex.name), ...annotations },
    spec: { service: hosts[0] ?? canary.backends.apex.name, backends: backends(canary, routes, dialect) },
  };
}

function refuseLoss(canary: RoutedCanary, found: TrafficSplit): void {
  if (isFirstSeen(canary, found, isRouted(canary, found))) {
    refuseOthers(found, sharesIn(found.spec), namesOf(canary));
  }
}

/** Who gets which share: the canary first, then the primary. */
function backends(canary: RoutedCanary, routes: Routes, { version }: Dialect): readonly Backend[] {
  const names = namesOf(canary);
  return [
    { service: names.canary, weight: weightOf(routes.canary, version) },
    { service: names.primary, weight: weightOf(routes.primary, version) },
  ];
}

/** Everybody at the service that is called: its pods are there when the others and this object go, in whatever order. */
const toApex = (canary: RoutedCanary, { version }: Dialect): readonly Backend[] => [
  { service: namesOf(canary).apex, weight: weightOf(100, version) },
];

const weightOf = (percent: number, version: Version): number | string =>
  version === 'v1alpha1' ? String(percent) : percent;

/**
 * The inverse of {@link backends}: undefined unless there are exactly the canary and the primary, with whole percents
 * that add up to 100. Reads weights of every version, since an object is kept as another version wrote it.
 */
export function routesOf(canary: RoutedCanary, { spec }: TrafficSplit): Routes | undefined {
  return routesOfShares(namesOf(canary), sharesIn(spec));
}

/** Whether any share goes to the primary or the canary, which vanish with the Canary. */
export const isRouted = (canary: RoutedCanary, { spec }: TrafficSplit): boolean =>
  leadsToEither(namesOf(canary), sharesIn(spec));

const sharesIn = ({ backends: written = [] }: TrafficSplitSpec = {}): readonly Share[] =>
  written.map(({ service, weight }) => ({ to: service, percent: percentOf(weight) }));

const percentOf = (weight: Backend['weight']): number | undefined =>
  /^\d+$/.test(String(weight)) ? Number(weight) : undefined;
