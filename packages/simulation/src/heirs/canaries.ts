import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from '@flagger/memory-cluster';
import { at, listOf, textAt } from '@flagger/simulated-cluster';
import { CANARY, NAMESPACE } from '../scenario.ts';

/** The names of both Canaries of the one target. */
export const NAMES = ['podinfo', 'heir'] as const;

/** Refers to a Canary by its name. */
export const canaryCalled = (name: string) => ({ ...CANARY, metadata: { name, namespace: NAMESPACE } });

/** Those that are there, also the ones that are being deleted, the one that works first. */
export function livingIn(server: MemoryCluster): readonly KubeObject[] {
  return server.list(CANARY.kind).toSorted((one, other) => (isOlder(one, other) ? -1 : 1));
}

/** Whether this one works and the other is refused. */
export function isOlder(one: Pick<KubeObject, 'metadata'>, other: Pick<KubeObject, 'metadata'>): boolean {
  const [a, b] = [one, other].map(({ metadata }) => metadata.creationTimestamp ?? '');
  return a === b ? one.metadata.name < other.metadata.name : (a ?? '') < (b ?? '');
}

/** What a Canary says of an older one of its target; empty where it says nothing of one. */
export const refusalOf = (canary: KubeObject): string => {
  const accepted = listOf(at(canary.status, 'conditions')).find((each) => textAt(each, 'type') === 'Accepted');
  const message = textAt(accepted, 'status') === 'False' ? textAt(accepted, 'message') : '';
  return message.includes('older Canary') ? message : '';
};
