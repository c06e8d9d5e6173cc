import type { KubeObject } from '@flagger/api';
import { conditionOf } from './condition.ts';
import { type Meta, type Pod, PODS, type PodTemplate } from './kinds.ts';
import { controllerReference } from './owner.ts';
import { SAFE } from './template-hash.ts';

/** Whether a pod counts: neither on its way out nor at its end. */
export const isAlive = ({ metadata, status }: Pod): boolean =>
  metadata.deletionTimestamp === undefined && status?.phase !== 'Failed' && status?.phase !== 'Succeeded';

/** Whether a pod serves. */
export const isReady = ({ status }: Pod): boolean => conditionOf(status?.conditions, 'Ready')?.status === 'True';

/** Since when a pod serves, in ms since the epoch; never where it does not. */
const readySince = ({ status }: Pod): number => {
  const condition = conditionOf(status?.conditions, 'Ready');
  return condition?.status === 'True' ? Date.parse(condition.lastTransitionTime ?? '') || 0 : Number.POSITIVE_INFINITY;
};

/** Pods that do not serve go first, then the youngest. */
export const leastMissed = (one: Pod, other: Pod): number =>
  Number(isReady(one)) - Number(isReady(other))
  || (other.metadata.creationTimestamp ?? '').localeCompare(one.metadata.creationTimestamp ?? '');

/** What controls pods of a template. */
export interface PodOwner extends KubeObject {
  readonly metadata: Meta;
  readonly spec: { readonly minReadySeconds?: number; readonly template: PodTemplate };
}

/** A pod of a template, with labels that its owner adds. */
export function podOf(owner: PodOwner, random: () => number, more: Readonly<Record<string, string>> = {}): KubeObject {
  const { metadata, spec } = owner;
  const suffix = Array.from({ length: 5 }, () => SAFE[Math.floor(random() * SAFE.length)] ?? 'x').join('');
  const { labels, annotations } = spec.template.metadata ?? {};
  return {
    apiVersion: PODS.apiVersion,
    kind: PODS.kind,
    metadata: {
      name: `${metadata.name}-${suffix}`,
      namespace: metadata.namespace,
      ...(labels !== undefined && { labels: { ...labels, ...more } }),
      ...(annotations !== undefined && { annotations }),
      ownerReferences: [controllerReference(owner)],
    },
    spec: spec.template.spec,
  };
}

/** When a pod has been ready for long enough, in ms since the epoch; never where it is not. */
export const availableFrom = ({ spec }: PodOwner, pod: Pod): number =>
  readySince(pod) + (spec.minReadySeconds ?? 0) * 1000;

/** When the next pod has been ready for long enough. */
export function nextAvailable(owner: PodOwner, pods: readonly Pod[], now: number): number | undefined {
  const times = pods.map((pod) => availableFrom(owner, pod)).filter((at) => at > now && Number.isFinite(at));
  return times.length === 0 ? undefined : Math.min(...times);
}
