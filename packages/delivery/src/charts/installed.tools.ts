import { isJsonObject, type JsonObject } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { at } from '../repository.ts';
import { describeWith, rendered } from '../tools.ts';
import { defaultsOf, pathsIn, valuesOf } from './values.ts';

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

Object.keys(ON).forEach((chart) => {
  describeWith('helm', `charts/${chart}, whoever installs it,`, () => {
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
  });
});
