import { isJsonObject, isSameJson } from '@flagger/api';
import { expect, it } from '@jest/globals';
import { nameOf } from '../repository.ts';
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

    it('is the same whatever the values without effect say', () => {
      const plain = rendered({ chart });
      const changing = withoutEffect.filter(
        (path) => !isSameJson(rendered({ chart, values: valuesOf({ [path]: OTHER[path] ?? true }) }), plain),
      );
      expect(changing).toEqual([]);
    });
  });
});
