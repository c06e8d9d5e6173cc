import { timeText } from './condition.ts';
import { type Container, type Pod, PODS } from './kinds.ts';
import { isOutdated, podConditions } from './pod-conditions.ts';
import { startUp } from './start-up.ts';
import { NOTHING, type Plan } from './write.ts';

/** A pod as its node sees it. Times in ms. */
export interface PodSeen {
  readonly pod: Pod;
  /** Since when the node knows it. */
  readonly since: number;
  readonly now: number;
  /** How long a usual start-up takes, and how long a pod that is deleted takes to end. */
  readonly startMs: number;
  readonly stopMs: number;
  /** The address that the pod gets. */
  readonly address: string;
}

/**
 * What a node does next with a pod: takes it in, lets it become ready in its time (or never, or when its readiness
 * gates are open), and takes it away once it is deleted.
 */
export function podPlan(seen: PodSeen): Plan {
  const { pod, since, now, startMs } = seen;
  if (pod.metadata.deletionTimestamp !== undefined) {
    return ending(seen);
  }
  if (pod.status?.podIP === undefined) {
    return { writes: [statusPatch(seen, 'waiting')], at: since + startMs };
  }
  if (pod.status.containerStatuses?.[0]?.state?.waiting?.reason !== WAITING.waiting) {
    return gated(seen);
  }
  const way = startUp(pod.spec, startMs);
  const at = since + ('afterMs' in way ? way.afterMs : startMs);
  if (now < at) {
    return { writes: [], at };
  }
  return { writes: [statusPatch(seen, 'never' in way ? way.never : 'ready')] };
}

/** What somebody has set in the status of a pod that runs may open its readiness gates, or close them. */
function gated({ pod, now }: PodSeen): Plan {
  const isUp = pod.status?.containerStatuses?.every(({ ready }) => ready) ?? false;
  if (!isOutdated(pod, isUp)) {
    return NOTHING;
  }
  const changes = { status: { conditions: podConditions(pod, isUp, now) } };
  return { writes: [{ do: 'patch', resource: PODS, object: pod, changes, subresource: 'status' }] };
}

/** Finalizers are for others to take away; the pod's process ends before its grace does. */
function ending({ pod, now, stopMs }: PodSeen): Plan {
  const { deletionTimestamp = '', deletionGracePeriodSeconds = 0, finalizers = [] } = pod.metadata;
  if (finalizers.length > 0) {
    return NOTHING;
  }
  const graceMs = deletionGracePeriodSeconds * 1000;
  const at = (Date.parse(deletionTimestamp) || now) - graceMs + Math.min(stopMs, graceMs);
  return now < at ? { writes: [], at } : { writes: [{ do: 'remove', resource: PODS, object: pod, graceSeconds: 0 }] };
}

type State = 'waiting' | 'ready' | 'missing' | 'crash' | 'unready';

function statusPatch({ pod, now, address, since }: PodSeen, state: State): Plan['writes'][number] {
  const isUp = state !== 'waiting' && state !== 'missing';
  const status = {
    phase: isUp ? 'Running' : 'Pending',
    hostIP: '127.0.0.1',
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: pod.status?.startTime ?? timeText(since),
    qosClass: 'BestEffort',
    conditions: podConditions(pod, state === 'ready', now),
    containerStatuses: pod.spec.containers.map((container) => containerStatus(container, state, now)),
  };
  return { do: 'patch', resource: PODS, object: pod, changes: { status }, subresource: 'status' };
}

const WAITING: Readonly<Partial<Record<State, string>>> = {
  waiting: 'ContainerCreating',
  missing: 'ImagePullBackOff',
  crash: 'CrashLoopBackOff',
};

function containerStatus({ name, image = '' }: Container, state: State, now: number): object {
  const reason = WAITING[state];
  return {
    name,
    image,
    imageID: '',
    lastState: {},
    ready: state === 'ready',
    started: reason === undefined,
    restartCount: state === 'crash' ? 1 : 0,
    state: reason === undefined ? { running: { startedAt: timeText(now) } } : { waiting: { reason } },
  };
}
