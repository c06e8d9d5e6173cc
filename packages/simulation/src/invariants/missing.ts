import { progressDeadlineMs, type KubeObject } from '@flagger/api';
import { at, isReady, isServing, listOf, textAt } from '@flagger/simulated-cluster';
import { isPaused } from './asked.ts';
import type { Invariant } from './invariant.ts';
import { isUnderWay, readable, slowest, working } from './lasting.ts';

const MINUTE = 60_000;

export const missed: Invariant = {
  name: 'a run whose pods went ends',
  holds: 'A run that misses some of the pods of its target, which had all been there, ends at its deadline.',
  lasts(world) {
    const found = working(world);
    if (!found || !isUnderWay(found.stage.phase) || !isReady(found.primary) || !isShort(found.target)) {
      return undefined;
    }
    const spec = readable(found.canary)?.spec;
    return spec && !isPaused(found.canary) && spec.analysis.canaryReadyThreshold === undefined
      ? { what: 'pods of the target are missing', ms: progressDeadlineMs(spec) + MINUTE + slowest(world) }
      : undefined;
  },
};

/** Whether some pods went after they had all been there, of which Kubernetes says that all is well. */
const isShort = (target: KubeObject | undefined): boolean =>
  isServing(target)
  && !isReady(target)
  && says(target, 'Progressing', 'NewReplicaSetAvailable')
  && says(target, 'Available', 'MinimumReplicasAvailable');

const says = (target: KubeObject | undefined, type: string, reason: string): boolean =>
  listOf(at(target?.status, 'conditions')).some(
    (each) => textAt(each, 'type') === type && textAt(each, 'reason') === reason,
  );
