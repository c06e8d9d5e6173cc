import type { KubeObject, RoutedCanary } from '@flagger/api';
import { namesOf, ownedMetadata } from '@flagger/mesh-kit';

/** Istio's DestinationRule, as far as we write it. */
export interface DestinationRule extends KubeObject {
  readonly spec?: { readonly host: string; readonly trafficPolicy?: unknown };
}

/** The rules of the canary's service and of the primary's, both with `service.trafficPolicy`. */
export function destinationRules(canary: RoutedCanary): readonly DestinationRule[] {
  const names = namesOf(canary);
  return [destinationRule(canary, names.canary), destinationRule(canary, names.primary)];
}

function destinationRule(canary: RoutedCanary, host: string): DestinationRule {
  const { trafficPolicy } = canary.spec.service;
  return {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'DestinationRule',
    metadata: ownedMetadata(canary, host),
    spec: { host, ...(trafficPolicy ? { trafficPolicy } : {}) },
  };
}
