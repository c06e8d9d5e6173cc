import { nameOf, Wait, type Workload } from '@flagger/api';
import type { PodWorkload } from './pod-workload.ts';
import { wordOf } from './problem.ts';

/** Nobody comes to rely on a primary that is being deleted. */
export const leaving = ({ metadata }: PodWorkload): Partial<Pick<Workload, 'state'>> =>
  metadata.deletionTimestamp === undefined ? {} : { state: { state: 'waking', message: 'it is being deleted' } };

/** Throws {@link Wait} for one that is being deleted: what is written to it is lost. */
export function refuseLeaving(primary: PodWorkload): void {
  if (primary.metadata.deletionTimestamp !== undefined) {
    throw new Wait(`${wordOf(primary)} ${nameOf(primary)} is being deleted`);
  }
}
