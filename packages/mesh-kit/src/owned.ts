import type { Canary, ObjectMeta } from '@flagger/api';

/** Flux leaves an object with these alone, so that it does not undo what we route. */
export const FLUX_LEAVES_IT: Readonly<Record<string, string>> = {
  'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
  'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
};

/** Name, and the Canary as owner, so that Kubernetes deletes the object with it. */
export function ownedMetadata({ metadata }: Canary, name: string): ObjectMeta {
  const owner = { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: metadata.name, uid: metadata.uid };
  return {
    name,
    namespace: metadata.namespace,
    ownerReferences: [{ ...owner, controller: true, blockOwnerDeletion: true }],
  };
}

/** Whether the object goes with this Canary. */
export const isOwned = (canary: Canary, { ownerReferences = [] }: ObjectMeta): boolean =>
  ownerReferences.some(({ uid }) => uid === canary.metadata.uid);

/** Whether the object goes with another Canary, which took the name over. */
export const isAnothers = (canary: Canary, { ownerReferences = [] }: ObjectMeta): boolean =>
  ownerReferences.some(
    ({ apiVersion, kind, uid }) =>
      kind === 'Canary' && apiVersion.startsWith('flagger.app/') && uid !== canary.metadata.uid,
  );

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
