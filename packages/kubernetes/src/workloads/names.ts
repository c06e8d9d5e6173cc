import type { Canary, Ref } from '@flagger/api';

/** What our copy of an object, or of a label's value, is called. */
export const copyName = (name: string): string => `${name}-primary`;

/** Names an object in the namespace of a Canary. */
export function refOf(
  { metadata }: Canary,
  kind: { readonly apiVersion: string; readonly kind: string },
  name: string,
): Ref {
  return { ...kind, metadata: { name, namespace: metadata.namespace } };
}

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;
export const DAEMON_SET = { apiVersion: 'apps/v1', kind: 'DaemonSet' } as const;
export const HORIZONTAL_POD_AUTOSCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' } as const;
export const SCALED_OBJECT = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' } as const;
export const SERVICE = { apiVersion: 'v1', kind: 'Service' } as const;
