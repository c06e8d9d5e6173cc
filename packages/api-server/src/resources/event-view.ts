import { defined, type Json, type JsonObject } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { kindSchema } from '../schema/built-in-schema.ts';
import { EVENT_COLUMNS } from '../tables/core-columns.ts';
import type { Resource } from './resource.ts';

/** What the two groups call the same fields: core, then events.k8s.io. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['involvedObject', 'regarding'],
  ['message', 'note'],
  ['reportingComponent', 'reportingController'],
  ['source', 'deprecatedSource'],
  ['firstTimestamp', 'deprecatedFirstTimestamp'],
  ['lastTimestamp', 'deprecatedLastTimestamp'],
  ['count', 'deprecatedCount'],
];

const ZERO: JsonObject = {
  reportingComponent: '',
  reportingInstance: '',
  source: {},
  firstTimestamp: null,
  lastTimestamp: null,
};

/** How `events.k8s.io/v1` differs from the core group's events, which are what is stored. */
export const EVENT_VIEW: Partial<Resource> & Pick<Resource, 'group' | 'version' | 'presented' | 'stored'> = {
  group: 'events.k8s.io',
  version: 'v1',
  type: 'events.Event',
  get schema() {
    return kindSchema('events.Event');
  },
  // a row is made from what is presented
  columns: EVENT_COLUMNS.map((column) => ({
    ...column,
    cell: (event: KubeObject, now: number) => column.cell(stored(event), now),
  })),
  selectable: [
    'reason',
    'type',
    'reportingController',
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (field) => `regarding.${field}`,
    ),
  ],
  presented: (event) => presented(event),
  stored: (event) => stored(event),
};

function presented(event: KubeObject): KubeObject {
  return { ...renamed(event, new Map(PAIRS)), apiVersion: 'events.k8s.io/v1', kind: 'Event', metadata: event.metadata };
}

function stored(event: KubeObject): KubeObject {
  return {
    ...ZERO,
    ...renamed(event, new Map(PAIRS.map(([core, view]) => [view, core]))),
    apiVersion: 'v1',
    kind: 'Event',
    metadata: event.metadata,
  };
}

function renamed(event: KubeObject, names: ReadonlyMap<string, string>): JsonObject {
  const fields: Record<string, Json | undefined> = {};
  for (const [name, value] of Object.entries(event)) {
    fields[names.get(name) ?? name] = value;
  }
  return defined(fields);
}
