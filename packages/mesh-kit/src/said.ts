import { type KubeObject, nameOf } from '@flagger/api';

/** One thing that a mesh says in the status of an object. */
export interface Said {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly observedGeneration?: number;
}

/** Its own words. */
export const wordsOf = ({ reason, message }: Pick<Said, 'reason' | 'message'>): string =>
  [reason, message].filter(Boolean).join(': ');

/** Whether it is about an object as it was before it was changed; what says no generation is not known to be. */
export const isOutdated = (
  { observedGeneration }: Pick<Said, 'observedGeneration'>,
  { metadata }: KubeObject,
): boolean => observedGeneration !== undefined && observedGeneration < (metadata.generation ?? 0);

/** Whether it does not say which version of an object it is about, as Linkerd never does (linkerd2#14964). */
export const isUndated = ({ observedGeneration }: Pick<Said, 'observedGeneration'>): boolean =>
  observedGeneration === undefined;

/** Which object it is about, for a message. */
export const generations = (
  { observedGeneration = 0 }: Pick<Said, 'observedGeneration'>,
  { metadata }: KubeObject,
): string => `observed generation: ${observedGeneration}, current generation: ${metadata.generation ?? 0}`;

/** The message where the mesh has not said anything about an object as it is now. */
export const notLookedAt = (kind: string, found: KubeObject, said: Pick<Said, 'observedGeneration'>): string =>
  `${kind} ${nameOf(found)} is not looked at yet (${generations(said, found)})`;
