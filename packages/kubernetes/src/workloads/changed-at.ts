import type { Canary, Phase, Side } from '@flagger/api';
import type { PodWorkload } from './pod-workload.ts';

/**
 * When what a side runs was changed at the latest, ms since the epoch: what is written of a run is of its target, and
 * changes nothing of the primary before the promotion. 0 where nobody says so.
 */
export function changedAt({ status }: Canary, { metadata }: PodWorkload, side: Side): number {
  const isOfTarget = side === 'primary' && ANALYSED.includes(status.phase ?? '');
  return Date.parse((isOfTarget ? metadata.creationTimestamp : status.lastTransitionTime) ?? '') || 0;
}

const ANALYSED: readonly Phase[] = ['Waiting', 'Progressing', 'WaitingPromotion'];
