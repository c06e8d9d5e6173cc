import type { Canary, Ref } from '@flagger/api';

const SUFFIX = '-primary';

/** What our copy of an object, or of a label's value, is called. */
export const copyName = (name: string): string => `${name}${SUFFIX}`;

/** What an object is called whose copy has this name; undefined where no copy can have it. */
export const originalName = (copy: string): string | undefined =>
  copy.endsWith(SUFFIX) && copy !== SUFFIX ? copy.slice(0, -SUFFIX.length) : undefined;

/** Names an object in the namespace of a Canary. */
export function refOf(
  { metadata }: Canary,
  kind: { readonly apiVersion: string; readonly kind: string },
  name: string,
): Ref {
  return { ...kind, metadata: { name, namespace: metadata.namespace } };
}

/** The primary's autoscaler, where the Canary names one for the target. */
export function scalersOf(canary: Canary): readonly Ref[] {
  const { autoscalerRef } = canary.spec;
  const kinds = [HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT].filter(({ kind }) => kind === autoscalerRef?.kind);
  return autoscalerRef ? kinds.map((kind) => refOf(canary, kind, copyName(autoscalerRef.name))) : [];
}

export const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;
export const DAEMON_SET = { apiVersion: 'apps/v1', kind: 'DaemonSet' } as const;
export const HORIZONTAL_POD_AUTOSCALER = { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler' } as const;
export const SCALED_OBJECT = { apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject' } as const;
export const SERVICE = { apiVersion: 'v1', kind: 'Service' } as const;
