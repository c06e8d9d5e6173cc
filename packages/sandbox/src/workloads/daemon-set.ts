import { DAEMON_SETS, type DaemonSet, type DaemonSetStatus, type Pod, PODS } from './kinds.ts';
import { availableFrom, isAlive, isReady, leastMissed, nextAvailable, podOf } from './owned-pods.ts';
import { limitsOf } from './rolling-update.ts';
import { templateHash } from './template-hash.ts';
import { NOTHING, type Plan, statusWrite, type Write } from './write.ts';

/** The nodes of this cluster are as many, all alike. */
const NODES = 2;
const NODE_LABELS: Readonly<Record<string, string>> = { 'kubernetes.io/os': 'linux' };
/** Ties pods to the template that they were made from. */
const HASH = 'controller-revision-hash';

/** A DaemonSet with its pods at one moment. */
export interface DaemonSetSeen {
  readonly daemonSet: DaemonSet;
  /** Those that it controls. */
  readonly pods: readonly Pod[];
  /** ms since the epoch. */
  readonly now: number;
  /** Numbers from 0 to 1, for the names of pods. */
  readonly random: () => number;
}

/** What a DaemonSet needs next: a pod on each node that its template asks for, one step of its update, its status. */
export function daemonSetPlan(seen: DaemonSetSeen): Plan {
  const { daemonSet, pods, now } = seen;
  if (daemonSet.metadata.deletionTimestamp !== undefined) {
    return NOTHING;
  }
  const crowd = crowdOf(daemonSet, pods.filter(isAlive), now);
  return {
    writes: [...missing(seen, crowd), ...tooMany(crowd), ...statusWrites(daemonSet, crowd)],
    at: nextAvailable(daemonSet, crowd.alive, now),
  };
}

interface Crowd {
  readonly wanted: number;
  readonly surge: number;
  readonly unavailable: number;
  readonly hash: string;
  readonly alive: readonly Pod[];
  readonly updated: readonly Pod[];
  readonly available: readonly Pod[];
}

function crowdOf(daemonSet: DaemonSet, alive: readonly Pod[], now: number): Crowd {
  const { template, updateStrategy } = daemonSet.spec;
  const asked = Object.entries(template.spec.nodeSelector ?? {});
  const wanted = asked.every(([label, value]) => NODE_LABELS[label] === value) ? NODES : 0;
  const { maxSurge = 0, maxUnavailable = 1 } = updateStrategy?.rollingUpdate ?? {};
  const hash = templateHash(template);
  return {
    ...limitsOf(wanted, { maxSurge, maxUnavailable }),
    wanted,
    hash,
    alive,
    updated: alive.filter(({ metadata }) => metadata.labels?.[HASH] === hash),
    available: alive.filter((pod) => availableFrom(daemonSet, pod) <= now),
  };
}

function missing(
  { daemonSet, random }: DaemonSetSeen,
  { wanted, surge, hash, alive, updated }: Crowd,
): readonly Write[] {
  const length = Math.max(0, Math.min(wanted + surge - alive.length, wanted - updated.length));
  return Array.from({ length }, () => ({
    do: 'create',
    resource: PODS,
    object: podOf(daemonSet, random, { [HASH]: hash }),
  }));
}

/** Of the former template those that serve nobody, and as many others as may be missing. */
function tooMany({ wanted, unavailable, alive, updated, available }: Crowd): readonly Write[] {
  const old = alive.filter((pod) => !updated.includes(pod)).sort(leastMissed);
  const idle = old.filter((pod) => !available.includes(pod));
  const spare = Math.max(0, available.length - (wanted - unavailable));
  const going = wanted === 0 ? alive : [...idle, ...old.filter((pod) => available.includes(pod)).slice(0, spare)];
  return going.map((object) => ({ do: 'remove', resource: PODS, object }));
}

function statusWrites(daemonSet: DaemonSet, { wanted, alive, updated, available }: Crowd): readonly Write[] {
  const onNodes = (pods: readonly Pod[]): number => Math.min(wanted, pods.length);
  const status: Required<DaemonSetStatus> = {
    desiredNumberScheduled: wanted,
    currentNumberScheduled: onNodes(alive),
    numberMisscheduled: wanted === 0 ? alive.length : 0,
    numberReady: onNodes(alive.filter(isReady)),
    updatedNumberScheduled: onNodes(updated),
    numberAvailable: onNodes(available),
    numberUnavailable: wanted - onNodes(available),
    observedGeneration: daemonSet.metadata.generation ?? 0,
  };
  const shown = ['desiredNumberScheduled', 'currentNumberScheduled', 'numberMisscheduled', 'numberReady'];
  return statusWrite({ resource: DAEMON_SETS, object: daemonSet, shown }, status);
}
