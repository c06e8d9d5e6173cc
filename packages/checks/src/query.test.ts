import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary, type Metric } from '@flagger/api';
import { builtInQuery, renderedQuery, variablesOf } from './query.ts';

const canary = (spec: object = {}): Canary => {
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'shop', namespace: 'test', uid: 'u' },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loam' },
      service: { port: 80 },
      analysis: { stepWeight: 5 },
      ...spec,
    },
  });
  if (!parsed.ok) {
    throw new Error(JSON.stringify(parsed.problems));
  }
  return parsed.canary;
};
const render = (template: string, metric: Partial<Metric> = {}, spec: object = {}) =>
  renderedQuery(template, variablesOf(canary(spec), { name: 'm', ...metric }));

describe('a query', () => {
  it('gets the names of the canary', () => {
    expect(
      render('{{ name }} {{namespace}} {{ target }} {{ service }} {{ ingress }} {{ route }} {{ interval }}'),
    ).toEqual({ query: 'shop test loam loam loam loam 1m' });
  });

  it('gets the names of its service, ingress and route where they have their own', () => {
    const reference = { apiVersion: 'v1', name: 'own' };
    const spec = {
      service: { name: 'apex', port: 80 },
      ingressRef: { ...reference, kind: 'Ingress' },
      routeRef: { ...reference, kind: 'ApisixRoute' },
    };
    expect(render('{{ service }} {{ ingress }} {{ route }}', {}, spec)).toEqual({ query: 'apex own own' });
  });

  it('gets the interval and the variables of its metric', () => {
    expect(
      render('x{r="{{ variables.region }}"}[{{ interval }}]', {
        interval: '30s',
        templateVariables: { region: 'north' },
      }),
    ).toEqual({ query: 'x{r="north"}[30s]' });
  });

  it('takes a minute where the interval is empty', () => {
    expect(render('[{{ interval }}]', { interval: '' })).toEqual({ query: '[1m]' });
  });

  it("has the names as the mesh writes them in a template of the mesh's, and the interval as it is", () => {
    const written = (name: string): string => name.toUpperCase();
    expect(
      builtInQuery('{{ namespace }} {{ ingress }}[{{ interval }}]', { name: 'm' }, { canary: canary(), written }),
    ).toEqual({ text: 'TEST LOAM[1m]', interval: '1m' });
  });

  it('loses white space beside a dash', () => {
    expect(render('a \n {{- name -}} \n b')).toEqual({ query: 'ashopb' });
    expect(render('a {{- name }} b')).toEqual({ query: 'ashop b' });
    expect(render('a {{ name -}} b')).toEqual({ query: 'a shopb' });
  });

  it('does not put values into values', () => {
    expect(render('{{ variables.a }}', { templateVariables: { a: '{{ name }} $&' } })).toEqual({
      query: '{{ name }} $&',
    });
  });

  it('names a variable that the metric does not have, and where', () => {
    const error =
      'template excution failed: template: tmpl:1:8: executing "tmpl" at <variables>: map has no entry for key "nothing"';
    expect(render('x{y="{{ variables.nothing }}"}')).toEqual({ error });
    expect(render('up\n  {{ variables.b }}')).toEqual({ error: error.replace('1:8', '2:5').replace('nothing', 'b') });
  });

  it.each(['colour', 'toString', 'call'])('does not know {{ %s }}, and says what there is', (name) => {
    const names =
      'and, eq, ge, gt, html, index, ingress, interval, js, le, len, lt, name, namespace, ne, not, or, '
      + 'print, printf, println, route, service, slice, target, urlquery, variables';
    expect(render(`up\n{{ ${name} }}`)).toEqual({
      error: `template parsing failed: template: tmpl:2:3: function "${name}" not defined; the functions are ${names}`,
    });
  });

  it('is no query where an action is not closed', () => {
    expect(render('up\n{{ if name }}')).toEqual({
      error: 'template parsing failed: template: tmpl:2:13: unexpected EOF',
    });
    expect(render('up{a="{{ name"}')).toEqual({
      error: "template parsing failed: template: tmpl:1:9: bad character U+0022 '\"'",
    });
  });

  it('may choose, repeat, compare and print as templates of Go do', () => {
    const template = `
      {{- /* of canaries only */ -}}
      {{ $job := printf "%s-%s" namespace (variables.kind | printf "%q") -}}
      up{ {{- if and (ne target service) (index variables "strict") }}x="1",{{ else }}job={{ $job }}{{ end -}} }
      {{- range $key, $value := variables }} {{ $key }}={{ $value }}{{ end -}}
      {{ with index variables "unset" }} or {{ . }}{{ end }}`;
    expect(render(template, { templateVariables: { kind: 'web', also: 'b' } })).toEqual({
      query: 'up{job=test-"web"} also=b kind=web',
    });
  });

  it('does not take names of every object for variables', () => {
    expect(render('{{ variables.toString }}')).toHaveProperty('error');
  });
});
