import type { Canary } from './canary.ts';

/** Whose pods: those of the workload that the user owns, or those of our copy. */
export type Side = 'target' | 'primary';

/** Why a pod does not get ready, as the kubelet or the scheduler says it. */
export interface PodTrouble {
  readonly pod: string;
  /** Undefined where no container has been started yet. */
  readonly container?: string;
  /** In one word, e.g. `ImagePullBackOff`, `CrashLoopBackOff`, `Unschedulable`. */
  readonly reason: string;
  readonly message?: string;
}

/** Port: why pods do not get ready. Asked of the API server each time, so not to be asked in each turn. */
export interface Pods {
  /** Of several pods the newest one in trouble; undefined where none is known to be. */
  trouble(canary: Canary, side: Side, signal: AbortSignal): Promise<PodTrouble | undefined>;
}
