import { isJsonObject, isSameJson, type JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { at, nameOf } from '../repository.ts';
import { looseIn, podOf } from '../restricted.ts';
import { describeWith, rendered, renderedText, saidBy } from '../tools.ts';
import { FLAGGER } from './flagger-effects.ts';
import { GRAFANA } from './grafana-effects.ts';
import { LOADTESTER } from './loadtester-effects.ts';
import { PODINFO } from './podinfo-effects.ts';
import { defaultsOf, type Effect, pathsIn, type Tried, valuesOf } from './values.ts';

const CHARTS: readonly (readonly [chart: string, tried: Tried])[] = [
  ['flagger', FLAGGER],
  ['loadtester', LOADTESTER],
  ['podinfo', PODINFO],
  ['grafana', GRAFANA],
];

/** What values without effect are set to, where that is no toggle. */
const OTHER: Readonly<Record<string, unknown>> = {
  replicaCount: 3,
  'image.repository': 'grafana/grafana',
  'image.tag': '7.3.4',
  'image.pullPolicy': 'Always',
  podAnnotations: { a: 'b' },
  'service.type': 'NodePort',
  'service.port': 81,
  resources: { limits: { cpu: '3' } },
  nodeSelector: { a: 'b' },
  tolerations: [{ key: 'a' }],
  affinity: { nodeAffinity: {} },
  user: 'anna',
  password: 'secret',
  token: 'secret',
};

/** Whatever makes more objects. */
const ON: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  flagger: {
    ...{ 'prometheus.install': true, 'serviceMonitor.enabled': true, 'podMonitor.enabled': true },
    ...{ 'prometheusRule.enabled': true, 'leaderElection.enabled': true, 'networkPolicy.enabled': true },
  },
  loadtester: { 'gates.kept': true, 'rbac.create': true, 'podDisruptionBudget.enabled': true },
  podinfo: { 'service.enabled': true },
  grafana: { 'dataSource.enabled': true },
};

/** The values that become labels, annotations and selectors. */
const TEXTS = [
  ...['annotations', 'deploymentLabels', 'podLabels', 'podAnnotations', 'nodeSelector', 'serviceAccount.annotations'],
  ...['serviceMonitor.labels', 'podMonitor.additionalLabels', 'prometheusRule.labels', 'rbac.serviceAccountAnnotations'],
  ...['labels', 'dataSource.labels'],
];
const isWithin = (path: string, whole: string): boolean => path === whole || path.startsWith(`${whole}.`);

/** All maps that are under these names in an object. */
function textsIn(value: unknown, names = ['labels', 'matchLabels', 'annotations', 'nodeSelector']): readonly JsonObject[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => textsIn(each, names));
  }
  return Object.entries(isJsonObject(value) ? value : {}).flatMap(([name, each]) =>
    names.includes(name) && isJsonObject(each) ? [each] : textsIn(each, names),
  );
}

/** The values of an effect; a key of its own with dots in it is no path. */
const given = ({ path, value, needs = {} }: Effect) =>
  path.startsWith('podAnnotations.')
    ? { ...needs, podAnnotations: { [path.slice('podAnnotations.'.length)]: value } }
    : { ...needs, [path]: value };

CHARTS.forEach(([chart, { effects, removals, withoutEffect, asOne }]) => {
  const shown = (values: Readonly<Record<string, unknown>>): string => renderedText({ chart, values: valuesOf(values) });

  describeWith('helm', `each value of charts/${chart}`, () => {
    it('is tried here', () => {
      const tried = [...effects, ...removals].map(({ path }) => path);
      const all = pathsIn(defaultsOf(chart)).map((path) => path.join('.'));
      const single = all.filter((path) => !asOne.some((whole) => path.startsWith(`${whole}.`)));
      expect(single.filter((path) => ![...tried, ...withoutEffect].includes(path))).toEqual([]);
    });

    it.each(effects)('shows: $path', (effect) => {
      expect(shown(effect.needs ?? {})).not.toContain(effect.shows);
      expect(shown(given(effect))).toContain(effect.shows);
    });

    it.each(removals)('takes away: $path', (effect) => {
      expect(shown(effect.needs ?? {})).toContain(effect.shows);
      expect(shown(given(effect))).not.toContain(effect.shows);
    });
  });
});

CHARTS.forEach(([chart, { withoutEffect }]) => {
  describeWith('helm', `charts/${chart}`, () => {
    it('is nothing that helm finds fault with', () => {
      const said = saidBy('helm', ['lint', '--strict', '--kube-version', '1.34.0', `charts/${chart}`]);
      expect(said).not.toMatch(/\[(WARNING|ERROR)\]/);
    });

    it('makes objects that all say where they belong, and pods that the profile "restricted" takes', () => {
      const objects = rendered({ chart });
      expect(objects.flatMap((object) => (podOf(object) ? looseIn(object) : []))).toEqual([]);
      const homeless = objects.filter(({ kind, metadata }) => {
        const isOfCluster = String(kind).startsWith('Cluster');
        return !isOfCluster && !(isJsonObject(metadata) && metadata['namespace'] === 'istio-system');
      });
      expect(homeless.map(nameOf)).toEqual([]);
    });

    it('makes texts of labels, annotations and selectors, whatever they were set to', () => {
      const odd = { yes: true, one: 1, million: 1_000_000, half: 0.5, text: 'true' };
      const set = TEXTS.filter((path) => pathsIn(defaultsOf(chart)).some((each) => isWithin(each.join('.'), path)));
      const values = valuesOf({ ...ON[chart], ...Object.fromEntries(set.map((path) => [path, odd])) });
      const maps = rendered({ chart, values }).flatMap((object) => textsIn(object));
      expect(maps.flatMap((map) => Object.entries(map)).filter(([, value]) => typeof value !== 'string')).toEqual([]);
      const shown = maps.filter((map) => 'million' in map).map(({ yes, one, million, half, text }) => [yes, one, million, half, text]);
      expect(shown.length).toBeGreaterThanOrEqual(set.length);
      expect(new Set(shown.map(String))).toEqual(new Set(['true,1,1000000,0.5,true']));
    });

    it('is the same in a chart that has it among its own', () => {
      expect(rendered({ chart, values: { enabled: true, global: { imageRegistry: 'x' } } })).toEqual(rendered({ chart }));
    });

    it('makes names and labels that are short enough, however long the release is called', () => {
      const values = valuesOf(ON[chart] ?? {});
      const objects = rendered({ chart, values, name: 'r'.repeat(53) });
      const names = objects.filter(({ kind }) => kind === 'Service').map((object) => String(at(object, 'metadata', 'name')));
      const labels = objects.flatMap((object) => textsIn(object, ['labels', 'matchLabels'])).flatMap((map) => Object.values(map));
      expect([...names, ...labels.map(String)].filter(({ length }) => length > 63)).toEqual([]);
    });

    it('is the same whatever the values without effect say', () => {
      const plain = rendered({ chart });
      const changing = withoutEffect.filter(
        (path) => !isSameJson(rendered({ chart, values: valuesOf({ [path]: OTHER[path] ?? true }) }), plain),
      );
      expect(changing).toEqual([]);
    });
  });
});
