import { boundMeshes, telemetry } from '@flagger/operator';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { filesBelow, textAt } from '../repository.ts';
import { DASHBOARDS, dashboardFiles } from './files.ts';

/** What the nodes of a cluster count of containers. */
const OF_NODES = ['container_cpu_usage_seconds_total', 'container_memory_working_set_bytes'];
const WORDS = ['vector', 'sum', 'by', 'le', 'on', 'unless', 'offset', 'and', 'or', 'max', 'count'];

/** The metrics that a query asks for. */
function metricsIn(query: string): readonly string[] {
  const bare = query
    .replaceAll(/"[^"]*"/g, '')
    .replaceAll(/\{\{[^}]*\}\}/g, '')
    .replaceAll(/\[[^\]]*\]/g, '')
    .replaceAll(/\{[^}]*\}/g, '{}')
    .replaceAll(/\b(?:by|on)\s*\([^)]*\)/g, '')
    .replaceAll(/label_values\(([^,)]*),[^)]*\)/g, '$1');
  return Array.from(bare.matchAll(/\b[a-z][a-z0-9_]*\b(?!\s*\()/g), ([name]) => name).filter(
    (name) => name.includes('_') && !WORDS.includes(name),
  );
}

const queries = DASHBOARDS.flatMap(({ panels, variables, moments, file }) => [
  ...panels.flatMap(({ targets, title }) => targets.map(({ expr }) => [`${file}: ${title}`, expr] as const)),
  ...variables.map(({ name, query }) => [`${file}: $${name}`, query] as const),
  ...(moments === undefined ? [] : [[`${file}: moments`, moments] as const]),
]);

/** The metrics of a histogram's name as well as the name itself. */
const series = (name: string): readonly string[] => [name, `${name}_bucket`, `${name}_sum`, `${name}_count`];

let ours: readonly string[] = [];
const ofMeshes = boundMeshes().flatMap(({ queries: asked }) =>
  [asked.successRate, asked.duration].flatMap((query) =>
    metricsIn(query.replaceAll(/\{\{[^}]*\}\}/g, '')).flatMap((name) =>
      series(name.replace(/_(?:bucket|sum|count)$/, '')),
    ),
  ),
);

beforeAll(async () => {
  const { page, show } = telemetry('istio', true);
  show(() => []);
  let text = '';
  for await (const piece of page.pieces()) {
    text += piece;
  }
  ours = Array.from(text.matchAll(/^# TYPE (\S+)/gm), ([, name = '']) => name).flatMap(series);
});

describe('the dashboards', () => {
  it('are committed as the generator makes them, and no others', () => {
    const files = dashboardFiles();
    expect(filesBelow('charts/grafana/dashboards')).toEqual([...files.keys()].sort());
    files.forEach((text, path) => expect([path, textAt(path)]).toEqual([path, text]));
  });

  it.each(queries)('ask for what there is: %s', (_, query) => {
    const asked = metricsIn(query);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => ![...ours, ...ofMeshes, ...OF_NODES].includes(name))).toEqual([]);
  });

  it('would be found out where they ask for what there is not', () => {
    expect(metricsIn('sum by (le) (rate(no_such_total{a="b_c"}[5m])) or label_values(other_one{x="y"}, name)')).toEqual(
      ['no_such_total', 'other_one'],
    );
  });

  it('have names and addresses of their own, fit in 24 columns, and no panel that Grafana no longer has', () => {
    expect(new Set(DASHBOARDS.map(({ uid }) => uid)).size).toBe(DASHBOARDS.length);
    // where Flagger's stand
    expect(DASHBOARDS.map(({ uid }) => uid)).toEqual(
      expect.arrayContaining(['flagger-istio', 'flagger-envoy', 'flagger-appmesh']),
    );
    const text = [...dashboardFiles().values()].join();
    expect(text).not.toMatch(/"type": "(graph|singlestat|text)"/);
    expect(text).not.toContain('irate');
    expect(DASHBOARDS.flatMap(({ panels }) => panels).every(({ width }) => width <= 24)).toBe(true);
  });
});

describe('the dashboard flagger-envoy', () => {
  const envoy = DASHBOARDS.find(({ uid }) => uid === 'flagger-envoy');
  const asked = (envoy?.panels ?? []).flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const ofSide = (side: string): readonly string[] => asked.filter((expr) => expr.includes(`-${side}`));

  /** The expressions that pick clusters of Envoy, for the canary podinfo.test. */
  const clustersIn = (queries: readonly string[]): readonly RegExp[] =>
    queries.flatMap((query) =>
      Array.from(
        query.matchAll(/envoy_cluster_name=~"([^"]*)"/g),
        ([, cluster = '']) =>
          new RegExp(`^(?:${cluster.replaceAll('${namespace}', 'test').replaceAll('${canary}', 'podinfo')})$`),
      ),
    );

  it.each(['canary', 'primary'])('counts the %s behind Contour as well as behind Gloo, and nothing else', (side) => {
    const other = side === 'canary' ? 'primary' : 'canary';
    const clusters = clustersIn(ofSide(side));
    expect(clusters.length).toBeGreaterThan(5);
    clusters.forEach((cluster) => {
      expect(`test_podinfo-${side}_9898`).toMatch(cluster);
      expect(`test-podinfo-${side}upstream-9898_gloo-system`).toMatch(cluster);
      expect(`test_podinfo-${other}_9898`).not.toMatch(cluster);
      expect(`test-podinfo-${other}upstream-9898_gloo-system`).not.toMatch(cluster);
      expect(`test_podinfo-${side}_9898_more`).not.toMatch(cluster);
    });
  });
});

describe('the alerts of charts/flagger', () => {
  it('ask for what the operator shows', () => {
    const rules = textAt('charts/flagger/templates/_alerts.tpl');
    const asked = Array.from(rules.matchAll(/\bflagger_[a-z_]+/g), ([name]) => name);
    expect(asked.length).toBeGreaterThan(5);
    expect(asked.filter((name) => !ours.includes(name))).toEqual([]);
  });
});
