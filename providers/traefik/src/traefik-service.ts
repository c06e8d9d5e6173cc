import type { KubeObject, Ref, RoutedCanary, Routes } from '@flagger/api';
import {
  apexNamed,
  apexRef,
  leadsToEither,
  namesOf,
  routesOfShares,
  type Share,
  type SplitObject,
} from '@flagger/mesh-kit';

/** The fields of Traefik's TraefikService that we read and write. */
export interface TraefikService extends KubeObject {
  readonly spec?: { readonly weighted?: { readonly services?: readonly Weighted[] } };
}

/** One share; one whose weight is missing counts as 1. */
interface Weighted {
  readonly name?: string;
  readonly namespace?: string;
  readonly port?: number;
  readonly weight?: number;
}

const ref = (canary: RoutedCanary): Ref =>
  apexRef(canary, { apiVersion: 'traefik.io/v1alpha1', kind: 'TraefikService' });

function built(canary: RoutedCanary, routes: Routes): TraefikService {
  return { ...ref(canary), metadata: apexNamed(canary), spec: { weighted: { services: services(canary, routes) } } };
}

/** As with Flagger the canary has an entry only while it has a share. */
function services(canary: RoutedCanary, { primary, canary: share }: Routes): readonly Weighted[] {
  const all = [weighted(canary, 'primary', primary), weighted(canary, 'canary', share)];
  return share > 0 ? all : all.slice(0, 1);
}

function weighted(canary: RoutedCanary, side: 'apex' | 'primary' | 'canary', weight: number): Weighted {
  const { name, port } = canary.backends[side];
  return { name, namespace: canary.metadata.namespace, port, weight };
}

/** The inverse of {@link services}: a primary alone has everybody, whatever its weight. */
function routesOf(canary: RoutedCanary, found: TraefikService): Routes | undefined {
  const names = namesOf(canary);
  const shares = sharesIn(found);
  const [only, ...others] = shares;
  const isAlone = only?.to === names.primary && others.length === 0;
  const alone: readonly Share[] = [
    { to: names.primary, percent: 100 },
    { to: names.canary, percent: 0 },
  ];
  return routesOfShares(names, isAlone ? alone : shares);
}

const sharesIn = ({ spec: { weighted: { services: written = [] } = {} } = {} }: TraefikService): readonly Share[] =>
  written.map(({ name, weight = 1 }) => ({ to: name, percent: weight }));

/** The TraefikService of a canary, which an IngressRoute of the user names in the place of the service. */
export const traefikService: SplitObject<TraefikService> = {
  ref,
  built,
  routesOf,
  isRouted: (canary, found) => leadsToEither(namesOf(canary), sharesIn(found)),
  resplit: (canary, { spec }, routes) => ({
    ...spec,
    weighted: { ...spec?.weighted, services: services(canary, routes) },
  }),
  toApex: (canary, { spec }) => ({
    ...spec,
    weighted: { ...spec?.weighted, services: [weighted(canary, 'apex', 100)] },
  }),
};
