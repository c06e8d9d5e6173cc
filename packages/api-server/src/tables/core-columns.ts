import { at, type Json, listAt, numberAt, objectAt, objectsAt, stringAt, word } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Column } from './column.ts';
import { AGE, CREATED, NAME, column, count, wide } from './columns.ts';
import { age } from './durations.ts';

const size = (object: KubeObject, ...fields: readonly string[]): number =>
  fields.reduce((sum, field) => sum + Object.keys(objectAt(object, field)).length, 0);

export const NAMESPACE_COLUMNS: readonly Column[] = [
  NAME,
  column('Status', (object) => stringAt(object, 'status', 'phase') ?? ''),
  AGE,
];

export const CONFIG_MAP_COLUMNS: readonly Column[] = [
  NAME,
  column('Data', (object) => size(object, 'data', 'binaryData')),
  AGE,
];

export const SECRET_COLUMNS: readonly Column[] = [
  NAME,
  column('Type', (object) => stringAt(object, 'type') ?? ''),
  column('Data', (object) => size(object, 'data')),
  AGE,
];

export const SERVICE_ACCOUNT_COLUMNS: readonly Column[] = [
  NAME,
  column('Secrets', (object) => listAt(object, 'secrets').length),
  AGE,
];

export const LEASE_COLUMNS: readonly Column[] = [
  NAME,
  column('Holder', (object) => stringAt(object, 'spec', 'holderIdentity') ?? ''),
  AGE,
];

/** For kinds of which nothing but the birth is shown. */
export const CREATED_COLUMNS: readonly Column[] = [NAME, CREATED];

/** What is shown of kinds that have no columns of their own. */
export const DEFAULT_COLUMNS: readonly Column[] = [NAME, AGE];

/** What `kubectl get nodes` shows. */
export const NODE_COLUMNS: readonly Column[] = [
  NAME,
  column('Status', (node) => nodeStatus(node)),
  column('Roles', (node) => nodeRoles(node)),
  AGE,
  column('Version', (node) => stringAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? ''),
  wide('Internal-IP', (node) => nodeAddress(node, 'InternalIP')),
  wide('External-IP', (node) => nodeAddress(node, 'ExternalIP')),
  wide('OS-Image', (node) => known(node, 'osImage')),
  wide('Kernel-Version', (node) => known(node, 'kernelVersion')),
  wide('Container-Runtime', (node) => known(node, 'containerRuntimeVersion')),
];

function nodeStatus(node: KubeObject): string {
  const ready = objectsAt(node, 'status', 'conditions').find(({ type }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return at(node, 'spec', 'unschedulable') === true ? `${state},SchedulingDisabled` : state;
}

const ROLE = 'node-role.kubernetes.io/';

function nodeRoles({ metadata }: KubeObject): string {
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE))
    .map((label) => label.slice(ROLE.length));
  return roles.length === 0 ? '<none>' : roles.sort().join(',');
}

const nodeAddress = (node: KubeObject, wanted: string): string =>
  objectsAt(node, 'status', 'addresses').flatMap((each) =>
    each.type === wanted ? [stringAt(each, 'address') ?? ''] : [],
  )[0] ?? '<none>';

function known(node: KubeObject, field: string): string {
  const text = stringAt(node, 'status', 'nodeInfo', field) ?? '';
  return text === '' ? '<unknown>' : text;
}

/** What `kubectl get events` shows. */
export const EVENT_COLUMNS: readonly Column[] = [
  column('Last Seen', (event, now) => lastSeen(event, now)),
  column('Type', (event) => stringAt(event, 'type') ?? ''),
  column('Reason', (event) => stringAt(event, 'reason') ?? ''),
  column(
    'Object',
    (event) =>
      `${(stringAt(event, 'involvedObject', 'kind') ?? '').toLowerCase()}/${stringAt(event, 'involvedObject', 'name') ?? ''}`,
  ),
  wide('Subobject', (event) => stringAt(event, 'involvedObject', 'fieldPath') ?? ''),
  wide('Source', (event) => source(event)),
  column('Message', (event) => (stringAt(event, 'message') ?? '').trim()),
  wide('First Seen', (event, now) => firstSeen(event, now)),
  wide('Count', (event) => eventCount(event)),
  { ...NAME, priority: 1 },
];

function firstSeen(event: KubeObject, now: number): string {
  return age(stringAt(event, 'firstTimestamp') ?? stringAt(event, 'eventTime'), now);
}

function lastSeen(event: KubeObject, now: number): string {
  const observed = stringAt(event, 'series', 'lastObservedTime');
  const last = stringAt(event, 'lastTimestamp');
  if (observed !== undefined) {
    return age(observed, now);
  }
  return last === undefined ? firstSeen(event, now) : age(last, now);
}

function source(event: KubeObject): string {
  const component = stringAt(event, 'source', 'component') ?? stringAt(event, 'reportingComponent') ?? '';
  const host = stringAt(event, 'source', 'host');
  return [component, ...(host === undefined ? [] : [host])].join(', ');
}

function eventCount(event: KubeObject): Json {
  const times = numberAt(event, 'series', 'count') ?? numberAt(event, 'count') ?? 0;
  return times === 0 ? 1 : times;
}

/** What `kubectl get rolebindings` and `clusterrolebindings` show. */
export const BINDING_COLUMNS: readonly Column[] = [
  NAME,
  column(
    'Role',
    (binding) => `${stringAt(binding, 'roleRef', 'kind') ?? ''}/${stringAt(binding, 'roleRef', 'name') ?? ''}`,
  ),
  AGE,
  wide('Users', (binding) => subjects(binding, 'User')),
  wide('Groups', (binding) => subjects(binding, 'Group')),
  wide('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount')),
];

const subjects = (binding: KubeObject, wanted: string): string =>
  objectsAt(binding, 'subjects')
    .filter(({ kind }) => kind === wanted)
    .map(({ name, namespace }) => (wanted === 'ServiceAccount' ? `${word(namespace)}/${word(name)}` : word(name)))
    .join(', ');

/** What `kubectl get poddisruptionbudgets` shows. */
export const DISRUPTION_BUDGET_COLUMNS: readonly Column[] = [
  NAME,
  column('Min Available', (object) => limit(at(object, 'spec', 'minAvailable'))),
  column('Max Unavailable', (object) => limit(at(object, 'spec', 'maxUnavailable'))),
  count('Allowed Disruptions', 'status', 'disruptionsAllowed'),
  AGE,
];

const limit = (value: Json | undefined): string =>
  typeof value === 'number' || typeof value === 'string' ? word(value) : 'N/A';
