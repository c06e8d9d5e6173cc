import { type Canary, ownerReference, primaryName } from '@flagger/api';
import { nonEmpty, withoutFlux, withPrefix } from './metadata.ts';
import type { PodWorkload } from './pod-workload.ts';
import type { PrimaryMaking } from './pod-kind.ts';
import { primaryLabels } from './primary-template.ts';

/** The metadata that a primary is created with, of whatever kind. */
export function primaryMetadata(canary: Canary, target: PodWorkload, { selector, prefixes }: PrimaryMaking) {
  const annotations = nonEmpty(withoutFlux(target.metadata.annotations));
  return {
    name: primaryName(canary),
    namespace: canary.metadata.namespace,
    labels: primaryLabels(withPrefix(target.metadata.labels, prefixes), selector),
    ...(annotations && { annotations }),
    ownerReferences: [ownerReference(canary)],
  };
}
