import {
  isCanaryOwner,
  ownerReference,
  type Canary,
  type ObjectMeta,
  type OwnerReference,
  type Ref,
  type RoutedCanary,
} from '@flagger/api';

/** Flux leaves an object with these alone, so that it does not undo what we route. */
export const FLUX_LEAVES_IT: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
};

/** Where an object keeps its owner that Kubernetes knows none of, as JSON: the same as where both are in two clusters. */
const OWNERS = 'flagger.app/owners';

/** Name, and the Canary as owner, so that Kubernetes deletes the object with it. */
export const ownedMetadata = (canary: Canary, name: string): ObjectMeta => ({
  name,
  namespace: canary.metadata.namespace,
  ownerReferences: [ownerReference(canary)],
});

/**
 * The annotation that names the Canary as owner of an object of the whole cluster, of which no object in a namespace
 * may be the owner: it is not deleted with the Canary.
 */
export const ownerNoted = (canary: Canary): Readonly<Record<string, string>> => ({
  [OWNERS]: JSON.stringify([ownerReference(canary)]),
});

/** Whether the object goes with this Canary, or is noted to be its own. */
export const isOwned = (canary: Canary, metadata: ObjectMeta): boolean =>
  ownersOf(metadata).some(({ uid }) => uid === canary.metadata.uid);

/** Whether the object goes with another Canary alone, which took the name over. */
export const isAnothers = (canary: Canary, metadata: ObjectMeta): boolean =>
  !isOwned(canary, metadata) && ownersOf(metadata).some(isCanaryOwner);

/** Those that Kubernetes knows, else those that are noted; none where somebody wrote something else there. */
function ownersOf({ ownerReferences, annotations }: ObjectMeta): readonly Partial<OwnerReference>[] {
  if (ownerReferences) {
    return ownerReferences;
  }
  try {
    const noted: unknown = JSON.parse(annotations?.[OWNERS] ?? '[]');
    return Array.isArray(noted)
      ? noted.filter((each): each is object => typeof each === 'object' && each !== null)
      : [];
  } catch {
    return [];
  }
}

/**
 * Labels and annotations of `service.apex` for an object of the mesh, and what keeps Flux away. With `selectorLabel`,
 * the label by which services select pods, an apex that is given carries its own name under it, as the apex service
 * does.
 */
export function apexMetadata(
  { spec }: Canary,
  apex: string,
  selectorLabel?: string,
): Pick<ObjectMeta, 'labels' | 'annotations'> {
  const { labels, annotations } = spec.service.apex ?? {};
  const ownLabels = { ...labels, ...(spec.service.apex && selectorLabel ? { [selectorLabel]: apex } : {}) };
  return {
    ...(Object.keys(ownLabels).length > 0 ? { labels: ownLabels } : {}),
    annotations: { ...annotations, ...FLUX_LEAVES_IT },
  };
}

/** Names an object that is called like the service that is called. */
export const apexRef = (
  { backends, metadata: { namespace } }: RoutedCanary,
  { apiVersion, kind }: Pick<Ref, 'apiVersion' | 'kind'>,
): Ref => ({ apiVersion, kind, metadata: { name: backends.apex.name, namespace } });

/** Both for an object that is named like the service that is called, with the label by which that selects its pods. */
export function apexNamed(canary: RoutedCanary): ObjectMeta {
  const { name, selector = {} } = canary.backends.apex;
  return { ...ownedMetadata(canary, name), ...apexMetadata(canary, name, Object.keys(selector)[0]) };
}
