import { readFileSync } from 'node:fs';
import { PROVIDER_NAMES } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { BASE, exampleText } from '../examples.ts';
import { readManifests } from '../input/read.ts';
import { lint } from '../lint.ts';
import { meshCalled } from '@flagger/meshes';
import { PATTERNS } from '../schema/patterns.ts';
import { VALIDATIONS } from '../schema/schema.ts';
import { FAMILIES, RULES, UNREADABLE } from './index.ts';

const codesIn = (text: string, asked = {}): readonly string[] =>
  lint(readManifests('example.yaml', text), asked).map(({ code }) => code);

describe('a rule', () => {
  it.each(RULES.map((rule) => [rule.code, rule] as const))('%s fires where it should, and only there', (code, rule) => {
    expect(codesIn(exampleText(rule.fires), rule.asked)).toContain(code);
    expect(codesIn(exampleText(rule.passes), rule.asked)).not.toContain(code);
  });

  it.each(RULES.map((rule) => [rule.code, rule] as const))(
    '%s says something of its own, in whole sentences',
    (_, rule) => {
      expect([rule.why, rule.fix].filter((text) => !text.endsWith('.'))).toEqual([]);
      expect(rule.title).not.toMatch(/\.$/);
    },
  );

  it('has a code that no other has, in the order of the families', () => {
    const codes = [UNREADABLE, ...RULES].map(({ code }) => code);
    expect([...new Set(codes)].sort()).toEqual(codes);
    expect(codes.length).toBeGreaterThanOrEqual(60);
    expect(FAMILIES.map(({ title }) => title)).toContain('PromQL');
  });

  it('does not fire in what examples are written into', () => {
    expect(codesIn(BASE)).toEqual([]);
  });

  it('fires where nothing can be read', () => {
    expect(codesIn(UNREADABLE.fires)).toEqual([UNREADABLE.code]);
  });
});

it('a window in the notation of a metrics server is none that rules know the length of', () => {
  const metric = '{name: errors, templateRef: {name: errors}, thresholdRange: {max: 1}, interval: 1min}';
  const text = exampleText(`spec: {analysis: {interval: 1m, metrics: [${metric}]}}`);
  expect(codesIn(text).filter((code) => /^FLG(0|42)/.test(code))).toEqual([]);
});

describe('FLG302, of what a provider leaves undone', () => {
  const fieldsIn = (service: string): readonly string[] => {
    const ingressRef = '{apiVersion: networking.k8s.io/v1, kind: Ingress, name: podinfo}';
    const text = exampleText(`spec: {provider: nginx, ingressRef: ${ingressRef}, service: ${service}}`);
    const findings = lint(readManifests('example.yaml', text)).filter(({ code }) => code === 'FLG302');
    return findings.map(({ field }) => field);
  };

  it('is found at each field of spec.service that the provider does not read', () => {
    expect(fieldsIn('{timeout: 15s, retries: {attempts: 3}, portDiscovery: true}')).toEqual([
      'spec.service.timeout',
      'spec.service.retries',
    ]);
  });

  it('is not found where nothing is in it', () => {
    expect(fieldsIn("{timeout: '', gateways: [], corsPolicy: {}}")).toEqual([]);
  });
});

it.each([
  ['kubernetes', ['FLG303']],
  ['istio', ['FLG011']],
  [undefined, ['FLG011']],
])('a strategy that is 0, with %s, is told by %j', (provider, codes) => {
  const analysis = 'stepWeight: null, maxWeight: null, iterations: 0';
  const text = exampleText(`spec: {provider: ${provider ?? 'null'}, analysis: {${analysis}}}`);
  expect(codesIn(text).filter((code) => /^FLG(0|303)/.test(code))).toEqual(codes);
});

it('FLG004 says to whom writes `yes` for a text that this is true', () => {
  const match = '{headers: {x-canary: {exact: yes}}}';
  const text = BASE.replace(/stepWeight: 10\n *maxWeight: 50/, `iterations: 3\n    match: [${match}]`);
  const findings = lint(readManifests('example.yaml', text));
  expect(findings.map(({ field, says }) => [field, says])).toEqual([
    [
      'spec.analysis.match[0].headers.x-canary.exact',
      'found true or false, allowed is a text: put it in quotes; yes, no, on, off, y and n are true or false as well',
    ],
  ]);
});

it.each([
  ['{interval: null}', 'interval is missing'],
  ['{interval: null, threshold: null}', 'interval and threshold are missing'],
  [
    '{threshold: null, stepWeight: null}',
    'threshold is missing; found none, allowed is exactly one of: iterations; stepWeight; stepWeights',
  ],
  [
    '{iterations: 10}',
    'found iterations and stepWeight at once, allowed is exactly one of: iterations; stepWeight; stepWeights',
  ],
])('FLG009 of the analysis %s says what is missing, and what is a choice', (analysis, says) => {
  const findings = lint(readManifests('example.yaml', exampleText(`spec: {analysis: ${analysis}}`)));
  expect(findings.filter(({ code }) => code === 'FLG009').map((each) => each.says)).toEqual([says]);
});

it.each([
  ['analysis: {interval: 1h}', 'found "1h", allowed is minutes or seconds, such as 60m, 1m30s or 30s'],
  [
    'service: {portName: HTTP}',
    'found "HTTP", allowed is a name of a-z, 0-9 and -, without - at the ends, such as podinfo',
  ],
  [
    'analysis: {webhooks: [{name: load-test, url: "secret.test/token"}]}',
    'found a text, allowed is an address such as http://podinfo.test/ or https://example.com/',
  ],
])('FLG006 of %s says what was found, unless it may be secret, and an example of what is allowed', (spec, says) => {
  const findings = lint(readManifests('example.yaml', exampleText(`spec: {${spec}}`)));
  expect(findings.filter(({ code }) => code === 'FLG006').map((each) => each.says)).toEqual([says]);
});

it('FLG452 asks no address of Keptn, which is in the cluster of the operator', () => {
  const template = (type: string): string =>
    exampleText(`apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: {name: errors}
spec: {provider: {type: ${type}}, query: keptnmetric/test/errors}`);
  expect(['graphite', 'keptn'].map((type) => codesIn(template(type)))).toEqual([['FLG452'], []]);
});

it.each([
  ['graphite', 'graphite:8080', ['FLG458']],
  ['splunk', 'wss://stream.us1.signalfx.com', []],
  ['splunk', 'wss://us1.signalfx.com', ['FLG458']],
  ['stackdriver', 'monitoring', []],
])('the address of a template of %s may be %s: %j', (type, address, codes) => {
  const text = exampleText(`apiVersion: flagger.app/v1beta1
kind: MetricTemplate
metadata: {name: errors}
spec: {provider: {type: ${type}, address: "${address}", secretRef: {name: keys}}, query: errors}`);
  expect(codesIn(text)).toEqual(codes);
});

it.each([
  ['http://me:hunter%2@proxy:3128', ['FLG803']],
  ['http://me:hunter%252@proxy:3128', []],
])('the proxy %s of an AlertProvider gives %j, as its password is read', (proxy, codes) => {
  const text = exampleText(`apiVersion: flagger.app/v1beta1
kind: AlertProvider
metadata: {name: ops}
spec: {type: slack, channel: ops, address: "https://hooks.slack.com/x", proxy: "${proxy}"}`);
  expect(codesIn(text).filter((code) => code === 'FLG803')).toEqual(codes);
});

it.each([
  ['${PORT_NAME}', false],
  ['web${SUFFIX}', false],
  ['${PORT_NAME:=http}', true],
])('FLG107 of a container port that is called %s is found: %s, as only Flux knows variables', (name, isFound) => {
  const fires = RULES.find(({ code }) => code === 'FLG107')?.fires ?? '';
  const text = exampleText(fires.replace('name: http', `name: "${name}"`));
  expect(text).toContain(name);
  expect(codesIn(text).includes('FLG107')).toBe(isFound);
});

it('FLG108 is not found in a Deployment without a selector, which kustomizations may still give one', () => {
  const fires = RULES.find(({ code }) => code === 'FLG108')?.fires ?? '';
  const text = exampleText(fires.replace(/selector: .*/, 'paused: false'));
  expect(text).toContain('paused');
  expect(codesIn(text)).not.toContain('FLG108');
});

describe('FLG510, of gateways', () => {
  it.each([
    ['istio', true],
    ['smi:v1alpha2', true],
    ['appmesh:v1beta2', false],
  ])('with %s is found: %s, as other meshes take no notice of them', (provider, isFound) => {
    const fires = RULES.find(({ code }) => code === 'FLG510')?.fires ?? '';
    const text = exampleText(fires).replace('provider: istio', `provider: ${provider}`);
    expect(text).toContain(provider);
    expect(codesIn(text).includes('FLG510')).toBe(isFound);
  });
});

it.each([
  ['seconds{app="{{ target }}"}', false],
  ['seconds_bucket{app="{{ target }}"}', true],
  ['seconds_bucket:rate1m{app="{{ target }}"}', true],
  ['{__name__=~"seconds.*",app="{{ target }}"}', true],
])('FLG437 is found in a sum of %s: %s, as native histograms have no le', (series, isFound) => {
  const query = `histogram_quantile(0.99, sum(rate(${series}[{{ interval }}])))`;
  const metric = `{name: errors, thresholdRange: {max: 1}, interval: 1m, query: '${query}'}`;
  expect(codesIn(exampleText(`spec: {analysis: {metrics: [${metric}]}}`)).includes('FLG437')).toBe(isFound);
});

describe('FLG441, of failures that are a part of all requests', () => {
  const found = (query: string, more = ''): boolean => {
    const metric = `{name: errors, query: '${query}', thresholdRange: {max: 1}, interval: 1m${more}}`;
    return codesIn(exampleText(`spec: {analysis: {metrics: [${metric}]}}`)).includes('FLG441');
  };
  const count = (labels: string): string => `sum(rate(requests_total{app="{{ target }}"${labels}}[1m]))`;

  it.each([
    `100 * ${count(',status=~"5.."')} / ${count('')}`,
    `100 - (${count(',response_code=~"[45].*"')} / ${count('')}) * 100`,
    `(${count(',code="500"')}) / (${count('')})`,
    `${count(',classification="failure"')} / ${count('')}`,
  ])('is found in %s', (query) => {
    expect(found(query)).toBe(true);
    expect(found(query, ', onNoData: pass')).toBe(false);
  });

  it.each([
    `(${count(',status=~"5.."')} or vector(0)) / ${count('')}`,
    `${count(',status=~"5.."')} / ${count('')} or vector(0)`,
    `${count(',status!~"5.."')} / ${count('')} * 100`,
    `${count(',status=~"2.."')} / ${count('')} * 100`,
    `${count(',status=~".*"')} / ${count('')} * 100`,
    `${count(',code="503"')} / ${count(',code=~"5.."')}`,
    `${count(',order_status="open"')} / ${count('')}`,
    count(',status=~"5.."'),
  ])('is not found in %s', (query) => {
    expect(found(query)).toBe(false);
  });
});

describe('what rules rest on', () => {
  it('is every provider that a Canary may name', () => {
    expect(PROVIDER_NAMES.filter((name) => !meshCalled(name))).toEqual([]);
  });

  const crd = readFileSync(new URL('../../../../artifacts/flagger/crd.yaml', import.meta.url), 'utf8');

  it('is every pattern of the CRD', () => {
    const patterns = Array.from(crd.matchAll(/^ +pattern: (\^.*)$/gm), ([, pattern]) => pattern);
    expect([...new Set(patterns)].sort()).toEqual(Object.keys(PATTERNS).sort());
  });

  it('is every validation of the CRD', () => {
    const rules = Array.from(crd.matchAll(/^ +rule: (?:"(.*)"|(.*))$/gm), ([, quoted, plain]) => quoted ?? plain ?? '');
    expect([...new Set(rules)].sort()).toEqual(Object.keys(VALIDATIONS).sort());
  });
});
