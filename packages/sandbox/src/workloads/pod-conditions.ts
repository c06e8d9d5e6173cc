import { conditionOf, timeText } from './condition.ts';
import type { Condition, Pod } from './kinds.ts';

/** The conditions that a node sets; all others are set by somebody else, who may be waited for. */
const OWN = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];

/**
 * A pod's conditions once its containers are ready, or are not: it is ready itself when every condition of its
 * `readinessGates` is True as well, which a patch of its status sets. Conditions of others stay as they are.
 */
export function podConditions(pod: Pod, isUp: boolean, now: number): readonly Condition[] {
  const { status } = pod;
  const others = (status?.conditions ?? []).filter(({ type }) => !OWN.includes(type));
  const own = OWN.map((type) => {
    const reason = whyNot(type, pod, isUp);
    const before = conditionOf(status?.conditions, type);
    const says = reason === undefined ? 'True' : 'False';
    const lastTransitionTime = before?.status === says ? before.lastTransitionTime : undefined;
    return {
      type,
      status: says,
      ...(reason !== undefined && { reason }),
      lastTransitionTime: lastTransitionTime ?? timeText(now),
    };
  });
  return [...others, ...own];
}

/** Whether the pod's conditions are no longer what its containers and gates say. */
export function isOutdated(pod: Pod, isUp: boolean): boolean {
  return OWN.some((type) => {
    const says = conditionOf(pod.status?.conditions, type)?.status;
    return (says === 'True') !== (whyNot(type, pod, isUp) === undefined);
  });
}

function whyNot(type: string, { spec, status }: Pod, isUp: boolean): string | undefined {
  if (type === 'PodScheduled' || type === 'Initialized') {
    return undefined;
  }
  if (!isUp) {
    return 'ContainersNotReady';
  }
  const isOpen = (spec.readinessGates ?? []).every(
    ({ conditionType }) => conditionOf(status?.conditions, conditionType)?.status === 'True',
  );
  return type === 'Ready' && !isOpen ? 'ReadinessGatesNotReady' : undefined;
}
