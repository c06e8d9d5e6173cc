import { effects, type Tried } from './values.ts';

/** What the values of charts/grafana do. */
export const GRAFANA: Tried = {
  effects: [
    ...effects(
      {},
      ['nameOverride', 'boards', 'name: flagger-boards-fleet'],
      ['fullnameOverride', 'flying', 'name: flying-fleet'],
      ['labels', { mine: 'yes' }, 'mine: "yes"'],
      ['annotations', { folder: 'Ops' }, 'folder: Ops'],
      ['dataSource.enabled', true, 'url: http://prometheus:9090'],
      ['grafanaOperator.enabled', true, 'kind: GrafanaDashboard'],
    ),
    ...effects(
      { 'dataSource.enabled': true },
      ['url', 'http://mimir', 'url: http://mimir'],
      ['dataSource.labels', { source: 'yes' }, 'source: "yes"'],
    ),
    ...effects(
      { 'grafanaOperator.enabled': true },
      ['grafanaOperator.instanceSelector', { matchLabels: { a: 'b' } }, 'a: b'],
    ),
  ],
  removals: effects({}, ['dashboards', ['canary'], 'flagger-grafana-fleet']),
  withoutEffect: [
    ...['replicaCount', 'image.repository', 'image.tag', 'image.pullPolicy', 'podAnnotations', 'service.type'],
    ...['service.port', 'resources', 'nodeSelector', 'tolerations', 'affinity', 'user', 'password', 'token'],
  ],
  asOne: ['labels', 'annotations', 'dataSource.labels', 'grafanaOperator.instanceSelector'],
};
