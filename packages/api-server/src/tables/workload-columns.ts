import { at, isObject, type JsonObject, listAt, numberAt, objectAt, objectsAt, stringAt, word } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import type { Column } from './column.ts';
import { AGE, CONTAINERS, IMAGES, NAME, SELECTOR, amount, column, count, labelText } from './columns.ts';
import { age, shortDuration } from './durations.ts';

const ready = column(
  'Ready',
  (object) => `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 0}`,
);

/** What `kubectl get deployments` shows. */
export const DEPLOYMENT_COLUMNS: readonly Column[] = [
  NAME,
  ready,
  amount('Up-to-date', 'status', 'updatedReplicas'),
  amount('Available', 'status', 'availableReplicas'),
  AGE,
  CONTAINERS,
  IMAGES,
  SELECTOR,
];

/** What `kubectl get replicasets` shows. */
export const REPLICA_SET_COLUMNS: readonly Column[] = [
  NAME,
  count('Desired', 'spec', 'replicas'),
  count('Current', 'status', 'replicas'),
  count('Ready', 'status', 'readyReplicas'),
  AGE,
  CONTAINERS,
  IMAGES,
  SELECTOR,
];

/** What `kubectl get daemonsets` shows. */
export const DAEMON_SET_COLUMNS: readonly Column[] = [
  NAME,
  count('Desired', 'status', 'desiredNumberScheduled'),
  count('Current', 'status', 'currentNumberScheduled'),
  count('Ready', 'status', 'numberReady'),
  count('Up-to-date', 'status', 'updatedNumberScheduled'),
  count('Available', 'status', 'numberAvailable'),
  column('Node Selector', (object) => labelText(objectAt(object, 'spec', 'template', 'spec', 'nodeSelector'))),
  AGE,
  CONTAINERS,
  IMAGES,
  SELECTOR,
];

/** What `kubectl get statefulsets` shows. */
export const STATEFUL_SET_COLUMNS: readonly Column[] = [NAME, ready, AGE, CONTAINERS, IMAGES];

/** What `kubectl get jobs` shows. */
export const JOB_COLUMNS: readonly Column[] = [
  NAME,
  column('Status', (job) => jobStatus(job)),
  column('Completions', (job) => completions(job)),
  column('Duration', (job, now) => jobDuration(job, now)),
  AGE,
  CONTAINERS,
  IMAGES,
  SELECTOR,
];

function jobStatus(job: KubeObject): string {
  const holds = (wanted: string): boolean =>
    objectsAt(job, 'status', 'conditions').some(({ type, status }) => type === wanted && status === 'True');
  if (holds('Complete')) {
    return 'Complete';
  }
  if (holds('Failed')) {
    return 'Failed';
  }
  if (job.metadata.deletionTimestamp !== undefined) {
    return 'Terminating';
  }
  if (holds('Suspended')) {
    return 'Suspended';
  }
  return holds('FailureTarget') ? 'FailureTarget' : 'Running';
}

function completions(job: KubeObject): string {
  const succeeded = numberAt(job, 'status', 'succeeded') ?? 0;
  const wanted = numberAt(job, 'spec', 'completions');
  if (wanted !== undefined) {
    return `${succeeded}/${wanted}`;
  }
  const parallel = numberAt(job, 'spec', 'parallelism') ?? 0;
  return parallel > 1 ? `${succeeded}/1 of ${parallel}` : `${succeeded}/1`;
}

function jobDuration(job: KubeObject, now: number): string {
  const begin = stringAt(job, 'status', 'startTime');
  const end = stringAt(job, 'status', 'completionTime');
  if (begin === undefined) {
    return '';
  }
  return end === undefined ? age(begin, now) : shortDuration(Date.parse(end) - Date.parse(begin));
}

const jobPods = (object: KubeObject): KubeObject => ({
  ...object,
  spec: objectAt(object, 'spec', 'jobTemplate', 'spec'),
});

/** What `kubectl get cronjobs` shows. */
export const CRON_JOB_COLUMNS: readonly Column[] = [
  NAME,
  column('Schedule', (object) => stringAt(object, 'spec', 'schedule') ?? ''),
  column('Timezone', (object) => stringAt(object, 'spec', 'timeZone') ?? '<none>'),
  column('Suspend', (object) => (at(object, 'spec', 'suspend') === true ? 'True' : 'False'), { type: 'boolean' }),
  column('Active', (object) => listAt(object, 'status', 'active').length, { type: 'integer' }),
  column('Last Schedule', (object, now) => lastSchedule(object, now)),
  AGE,
  ...[CONTAINERS, IMAGES, SELECTOR].map((each) => ({
    ...each,
    cell: (object: KubeObject, now: number) => each.cell(jobPods(object), now),
  })),
];

function lastSchedule(object: KubeObject, now: number): string {
  const time = stringAt(object, 'status', 'lastScheduleTime');
  return time === undefined ? '<none>' : age(time, now);
}

/** What `kubectl get hpa` shows. */
export const AUTOSCALER_COLUMNS: readonly Column[] = [
  NAME,
  column(
    'Reference',
    (object) =>
      `${stringAt(object, 'spec', 'scaleTargetRef', 'kind') ?? ''}/${stringAt(object, 'spec', 'scaleTargetRef', 'name') ?? ''}`,
  ),
  column('Targets', (object) => targets(object)),
  column('MinPods', (object) => word(numberAt(object, 'spec', 'minReplicas') ?? '<unset>')),
  column('MaxPods', (object) => numberAt(object, 'spec', 'maxReplicas') ?? 0),
  column('Replicas', (object) => numberAt(object, 'status', 'currentReplicas') ?? 0),
  AGE,
];

const SHOWN_METRICS = 2;

function targets(object: KubeObject): string {
  const metrics = objectsAt(object, 'spec', 'metrics');
  const current = objectsAt(object, 'status', 'currentMetrics');
  const shown = metrics.map((metric, index) => target(metric, current[index]));
  if (shown.length === 0) {
    return '<none>';
  }
  return shown.length > SHOWN_METRICS
    ? `${shown.slice(0, SHOWN_METRICS).join(', ')} + ${shown.length - SHOWN_METRICS} more...`
    : shown.join(', ');
}

const SOURCES: Readonly<Record<string, string>> = {
  Resource: 'resource',
  ContainerResource: 'containerResource',
  Pods: 'pods',
  Object: 'object',
  External: 'external',
};

function target(metric: JsonObject, current: JsonObject | undefined): string {
  const type = stringAt(metric, 'type') ?? '';
  const source = SOURCES[type] ?? '';
  const wanted = objectAt(metric, source, 'target');
  const found = isObject(current) ? objectAt(current, source, 'current') : {};
  const isAverage = wanted.averageValue !== undefined;
  const name = type === 'Resource' || type === 'ContainerResource' ? `${stringAt(metric, source, 'name') ?? ''}: ` : '';
  if (wanted.averageUtilization !== undefined) {
    return `${name}${shownValue(found.averageUtilization, '%')}/${word(wanted.averageUtilization)}%`;
  }
  const value = shownValue(isAverage ? found.averageValue : found.value);
  return `${name}${value}/${word(isAverage ? wanted.averageValue : wanted.value)}${isAverage && type !== 'Resource' && type !== 'Pods' ? ' (avg)' : ''}`;
}

const shownValue = (value: unknown, unit = ''): string =>
  typeof value === 'number' || typeof value === 'string' ? `${value}${unit}` : '<unknown>';
