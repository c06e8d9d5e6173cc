import { type KubeObject, nameIn, type Ref, type RoutedCanary, type Routes } from '@flagger/api';
import {
  apexNamed,
  apexRef,
  isFirstSeen,
  leadsToEither,
  leadsToOurs,
  lossRefused,
  namesOf,
  refuseOthers,
  routesOfShares,
  type Share,
  type SplitObject,
} from '@flagger/mesh-kit';

/** The fields of Traefik's TraefikService that we read and write. */
export interface TraefikService extends KubeObject {
  readonly spec?: { readonly weighted?: { readonly services?: readonly Weighted[] } };
}

/** One share, with how it is called; one whose weight is missing counts as 1. */
interface Weighted {
  readonly kind?: string;
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

// A list of shares decides, and all else that stands beside it stays: how a share is called and whom a cookie binds to it.
function refuseLoss(canary: RoutedCanary, found: TraefikService): void {
  if (!isFirstSeen(canary, found, isRouted(canary, found))) {
    return;
  }
  const others = Object.keys(found.spec ?? {});
  if (!found.spec?.weighted && others.length > 0) {
    throw lossRefused(found, { lost: others.join(', '), allowed: 'with weighted services' });
  }
  const shares = written(found).map((each): Share => ({ ...shareOf(each), to: nameFrom(canary, each) }));
  refuseOthers(found, shares, namesOf(canary));
}

/** How users know whom a share is for: by the name alone where it is for a service beside the Canary. */
function nameFrom(canary: RoutedCanary, share: Weighted): string | undefined {
  const { kind = 'Service', name, namespace = canary.metadata.namespace } = share;
  return name === undefined || isHere(canary, share) ? name : `${kind} ${nameIn(name, namespace)}`;
}

/** Whether a share is for a service of the Canary's namespace, and not for another TraefikService. */
const isHere = ({ metadata }: RoutedCanary, { kind = 'Service', namespace = metadata.namespace }: Weighted): boolean =>
  kind === 'Service' && namespace === metadata.namespace;

/** The spec with these shares, called as those of somebody are that lead to the canary's services already. */
function withServices(canary: RoutedCanary, found: TraefikService, shares: readonly Weighted[]): object {
  const { spec } = found;
  const theirs = written(found).find((each) => isHere(canary, each) && leadsToOurs(canary, [shareOf(each)]));
  const how = Object.entries(theirs ?? {}).filter(
    ([field]) => !['name', 'namespace', 'port', 'weight'].includes(field),
  );
  return {
    ...spec,
    weighted: { ...spec?.weighted, services: shares.map((each) => ({ ...Object.fromEntries(how), ...each })) },
  };
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

const written = ({ spec }: TraefikService): readonly Weighted[] => spec?.weighted?.services ?? [];

const shareOf = ({ name, weight = 1 }: Weighted): Share => ({ to: name, percent: weight });

const sharesIn = (found: TraefikService): readonly Share[] => written(found).map(shareOf);

const isRouted = (canary: RoutedCanary, found: TraefikService): boolean =>
  leadsToEither(namesOf(canary), sharesIn(found));

/** The TraefikService of a canary, which an IngressRoute of the user names in the place of the service. */
export const traefikService: SplitObject<TraefikService> = {
  ref,
  built,
  refuseLoss,
  routesOf,
  isRouted,
  resplit: (canary, found, routes) => withServices(canary, found, services(canary, routes)),
  beside: (canary, found, wanted) => withServices(canary, found, written(wanted)),
  toApex: (canary, found) => withServices(canary, found, [weighted(canary, 'apex', 100)]),
};
