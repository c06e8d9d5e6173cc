import type { JsonObject } from '@flagger/api';
import { type Panel, placed } from './panels.ts';

/** A dashboard in our words. */
export interface Dashboard {
  /** In its address: `/d/<uid>/<file>`. */
  readonly uid: string;
  /** The name of its file, without an end. */
  readonly file: string;
  readonly title: string;
  readonly variables: readonly Variable[];
  /** What marks the moments of a rollout. */
  readonly moments?: string;
  readonly panels: readonly Panel[];
}

/** A value to choose, from the series that a query finds. */
export interface Variable {
  readonly name: string;
  readonly query: string;
  /** It follows from others: nobody needs to see it. */
  readonly isHidden?: true;
}

const SOURCE = { type: 'prometheus', uid: '${datasource}' };

/** The namespaces and canaries that the operator knows: nobody has to pair workloads by hand. */
export const CANARY_VARIABLES: readonly Variable[] = [
  { name: 'namespace', query: 'label_values(flagger_canary_status, namespace)' },
  { name: 'canary', query: 'label_values(flagger_canary_status{namespace="$namespace"}, name)' },
  {
    name: 'primary',
    query: 'label_values(flagger_canary_weight{namespace="$namespace",workload="$canary-primary"}, workload)',
    isHidden: true,
  },
];

/** The dashboard as Grafana reads it. */
export const grafanaJson = ({ uid, title, variables, moments, panels }: Dashboard): JsonObject => ({
  uid,
  title,
  tags: ['flagger'],
  schemaVersion: 39,
  editable: true,
  graphTooltip: 1,
  refresh: '10s',
  time: { from: 'now-30m', to: 'now' },
  links: [
    { title: 'Flagger', type: 'dashboards', tags: ['flagger'], asDropdown: true, includeVars: true, keepTime: true },
  ],
  annotations: { list: moments === undefined ? [] : [annotation(moments)] },
  templating: {
    list: [
      { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' },
      ...variables.map(variable),
    ],
  },
  panels: placed(panels),
});

const annotation = (expr: string): JsonObject => ({
  name: 'Phases',
  datasource: SOURCE,
  enable: true,
  expr,
  iconColor: 'blue',
  step: '10s',
  titleFormat: '{{ phase }}',
  textFormat: '{{ namespace }}/{{ name }}',
});

const variable = ({ name, query, isHidden }: Variable): JsonObject => ({
  name,
  type: 'query',
  datasource: SOURCE,
  query: { query, refId: name },
  refresh: 2,
  sort: 1,
  hide: isHidden === true ? 2 : 0,
});
