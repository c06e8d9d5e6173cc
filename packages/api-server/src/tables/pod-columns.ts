import { at, isObject, type Json, type JsonObject, numberAt, objectAt, objectsAt, stringAt, word } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Column } from './column.ts';
import { AGE, NAME, column, wide } from './columns.ts';
import { age } from './durations.ts';

/** What `kubectl get pods` shows. */
export const POD_COLUMNS: readonly Column[] = [
  NAME,
  column('Ready', (pod) => `${readyCount(pod)}/${countedContainers(pod)}`),
  column('Status', (pod) => podStatus(pod)),
  column('Restarts', (pod, now) => restarts(pod, now)),
  AGE,
  wide('IP', (pod) => stringAt(pod, 'status', 'podIPs', 0, 'ip') ?? stringAt(pod, 'status', 'podIP') ?? '<none>'),
  wide('Node', (pod) => stringAt(pod, 'spec', 'nodeName') ?? '<none>'),
  wide('Nominated Node', (pod) => stringAt(pod, 'status', 'nominatedNodeName') ?? '<none>'),
  wide('Readiness Gates', (pod) => readinessGates(pod)),
];

const statuses = (pod: KubeObject): readonly JsonObject[] => objectsAt(pod, 'status', 'containerStatuses');

/** Init containers that go on running beside the others. */
const sidecars = (pod: KubeObject): readonly string[] =>
  objectsAt(pod, 'spec', 'initContainers')
    .filter(({ restartPolicy }) => restartPolicy === 'Always')
    .map(({ name }) => word(name));

function countedContainers(pod: KubeObject): number {
  return objectsAt(pod, 'spec', 'containers').length + sidecars(pod).length;
}

function readyCount(pod: KubeObject): number {
  const beside = sidecars(pod);
  const ready = statuses(pod).filter((status) => status.ready === true && isObject(at(status, 'state', 'running')));
  const readyBeside = objectsAt(pod, 'status', 'initContainerStatuses').filter(
    (status) => beside.includes(word(status.name)) && status.started === true && status.ready === true,
  );
  return ready.length + readyBeside.length;
}

/** One word for the state of a pod: its phase, unless something tells more. */
export function podStatus(pod: KubeObject): string {
  const told = stringAt(pod, 'status', 'reason') ?? stringAt(pod, 'status', 'phase') ?? 'Unknown';
  if (pod.metadata.deletionTimestamp !== undefined) {
    return stringAt(pod, 'status', 'reason') === 'NodeLost' ? 'Unknown' : 'Terminating';
  }
  const initial = initialReason(pod);
  if (initial !== undefined) {
    return initial;
  }
  const reasons = statuses(pod)
    .toReversed()
    .flatMap((status) => containerReason(objectAt(status, 'state')) ?? []);
  const reason = reasons.at(-1) ?? told;
  const hasRunning = statuses(pod).some((status) => status.ready === true && isObject(at(status, 'state', 'running')));
  if (reason !== 'Completed' || !hasRunning) {
    return reason;
  }
  return objectsAt(pod, 'status', 'conditions').some(({ type, status }) => type === 'Ready' && status === 'True')
    ? 'Running'
    : 'NotReady';
}

/** What the first init container that is not done yet says. */
function initialReason(pod: KubeObject): string | undefined {
  const all = objectsAt(pod, 'status', 'initContainerStatuses');
  const beside = sidecars(pod);
  const index = all.findIndex(
    (status) =>
      numberAt(status, 'state', 'terminated', 'exitCode') !== 0
      && !(beside.includes(word(status.name)) && status.started === true),
  );
  const status = all[index];
  if (status === undefined) {
    return undefined;
  }
  const reason = containerReason(objectAt(status, 'state'));
  if (reason !== undefined && reason !== 'PodInitializing') {
    return `Init:${reason}`;
  }
  return `Init:${index}/${objectsAt(pod, 'spec', 'initContainers').length}`;
}

function containerReason(state: JsonObject): string | undefined {
  const waiting = stringAt(state, 'waiting', 'reason');
  if (waiting !== undefined && waiting !== '') {
    return waiting;
  }
  if (!isObject(state.terminated)) {
    return undefined;
  }
  const { reason, signal, exitCode } = state.terminated;
  if (typeof reason === 'string' && reason !== '') {
    return reason;
  }
  return typeof signal === 'number' && signal !== 0 ? `Signal:${signal}` : `ExitCode:${word(exitCode)}`;
}

function restarts(pod: KubeObject, now: number): string {
  const all = statuses(pod);
  const count = all.reduce((sum, status) => sum + (numberAt(status, 'restartCount') ?? 0), 0);
  const ends = all.flatMap((status) => stringAt(status, 'lastState', 'terminated', 'finishedAt') ?? []).sort();
  return count > 0 && ends.length > 0 ? `${count} (${age(ends.at(-1), now)} ago)` : word(count);
}

function readinessGates(pod: KubeObject): Json {
  const gates = objectsAt(pod, 'spec', 'readinessGates').map(({ conditionType }) => conditionType);
  if (gates.length === 0) {
    return '<none>';
  }
  const met = objectsAt(pod, 'status', 'conditions').filter(
    ({ type, status }) => gates.includes(type ?? '') && status === 'True',
  );
  return `${met.length}/${gates.length}`;
}
