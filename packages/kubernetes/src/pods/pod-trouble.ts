import type { KubeObject, PodTrouble } from '@flagger/api';
import { isRecord } from '../client/api-error.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What every pod says while all goes well. */
const ON_THE_WAY = ['ContainerCreating', 'PodInitializing', ''];

/** Why the pods are not ready: what keeps one from starting comes before one that runs, and the newest is the first. */
export function troubleOf(pods: readonly KubeObject[]): PodTrouble | undefined {
  const newest = pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .toSorted((one, other) =>
      textOf(other.metadata.creationTimestamp).localeCompare(textOf(one.metadata.creationTimestamp)),
    );
  return newest.map(cannotStart).find(isThere) ?? newest.map(runsOnly).find(isThere);
}

function cannotStart(pod: KubeObject): PodTrouble | undefined {
  const status = fieldsOf(pod.status);
  const containers = [...listOf(status['initContainerStatuses']), ...listOf(status['containerStatuses'])];
  const waiting = containers.map((container) => stopped(pod.metadata.name, container)).find(isThere);
  return waiting ?? unscheduled(pod.metadata.name, listOf(status['conditions']));
}

/** A container that has ended again and again is in a crash loop, whatever it does at this moment. */
function stopped(pod: string, container: Fields): PodTrouble | undefined {
  const [now, before] = [fieldsOf(container['state']), fieldsOf(container['lastState'])];
  const ended = fieldsOf(now['terminated'] ?? before['terminated']);
  const known = { pod, container: textOf(container['name']) };
  if (container['ready'] !== true && Number(container['restartCount'] ?? 0) > 0 && 'exitCode' in ended) {
    return { ...known, reason: 'CrashLoopBackOff', message: exitOf(ended) };
  }
  if (Number(fieldsOf(now['terminated'])['exitCode'] ?? 0) !== 0) {
    return { ...known, reason: textOf(ended['reason']) || 'Error', message: exitOf(ended) };
  }
  const { reason, message } = { reason: '', message: '', ...fieldsOf(now['waiting']) };
  return ON_THE_WAY.includes(textOf(reason)) ? undefined : { ...known, ...said(reason, message) };
}

/** What the program itself wrote at its end is not told: nobody knows what is in it. */
const exitOf = (ended: Fields): string =>
  `${textOf(ended['reason']) || 'Error'}, exit code ${Number(ended['exitCode'])}`;

function unscheduled(pod: string, conditions: readonly Fields[]): PodTrouble | undefined {
  const scheduled = conditions.find(({ type }) => type === 'PodScheduled');
  return scheduled?.['status'] === 'False'
    ? { pod, ...said(scheduled['reason'] ?? 'Unschedulable', scheduled['message']) }
    : undefined;
}

function runsOnly({ metadata: { name: pod }, status }: KubeObject): PodTrouble | undefined {
  const running = listOf(fieldsOf(status)['containerStatuses']).find(
    ({ ready, state }) => ready !== true && 'running' in fieldsOf(state),
  );
  return (
    running && { pod, container: textOf(running['name']), reason: 'NotReady', message: 'it runs and is not ready' }
  );
}

function said(reason: unknown, message: unknown): Pick<PodTrouble, 'reason' | 'message'> {
  const text = textOf(message);
  return { reason: textOf(reason), ...(text !== '' && { message: text }) };
}

const fieldsOf = (value: unknown): Fields => (isRecord(value) ? value : {});
const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isRecord) : []);
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const isThere = (found: PodTrouble | undefined): found is PodTrouble => found !== undefined;
