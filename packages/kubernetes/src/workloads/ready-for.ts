import type { Workload } from '@flagger/api';
import type { PodWorkload } from './pod-workload.ts';

/** How the pods of a workload are. */
export type SeenPods = Pick<Workload, 'state' | 'isServing' | 'readyForMs'>;

/** How long its pods are ready before they count as available: endpoints have them all that time. */
export const readyFor = ({ spec: { minReadySeconds = 0 } }: PodWorkload): Pick<SeenPods, 'readyForMs'> =>
  minReadySeconds > 0 ? { readyForMs: minReadySeconds * 1000 } : {};
