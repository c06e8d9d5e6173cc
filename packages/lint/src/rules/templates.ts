import { BUILT_IN_METRICS, isHttp } from '@flagger/api';
import { type Rule, when } from '../rule.ts';
import { ofTemplate, usersOf } from '../query/queries.ts';
import { EXAMPLE_VALUES, renderedQuery, variablesIn } from '../query/render.ts';

const template = (spec: string): string =>
  `apiVersion: flagger.app/v1beta1\nkind: MetricTemplate\nmetadata: {name: errors}\nspec: ${spec}\n`;
const prometheus = (query: string): string =>
  template(`{provider: {type: prometheus, address: "http://prometheus.monitoring:9090"}, query: '${query}'}`);
const asked = (variables: string, query: string): string =>
  `spec: {analysis: {metrics: [{name: errors, templateRef: {name: errors}, thresholdRange: {max: 1}, interval: 1m${variables}}]}}\n---\n${prometheus(query)}`;
const OF_ROUTE = 'sum(rate(errors_total{namespace="{{ namespace }}",route="{{ variables.route }}"}[{{ interval }}]))';
const OF_TARGET = 'sum(rate(errors_total{namespace="{{ namespace }}",app="{{ target }}"}[{{ interval }}]))';

/** Who cannot be asked without a Secret. */
const NEEDS_SECRET: readonly string[] = ['datadog', 'newrelic', 'dynatrace', 'splunk'];
/** Who has no address of its own. */
const NEEDS_ADDRESS: readonly string[] = ['prometheus', 'influxdb', 'graphite', 'dynatrace', 'splunk'];
/** Who is asked where the vendor is, or in the cluster, whatever the address. */
const TAKES_NO_ADDRESS: readonly string[] = ['cloudwatch', 'stackdriver', 'keptn'];

/** MetricTemplates, and who uses them. */
export const TEMPLATE_RULES: readonly Rule[] = [
  ofTemplate({
    code: 'FLG450',
    level: 'error',
    title: 'A variable that a canary does not give',
    why: 'The query asks for something else than was meant, mostly for no series at all.',
    fix: 'Write it in `templateVariables` of the metric.',
    fires: asked('', OF_ROUTE),
    passes: asked(', templateVariables: {route: checkout}', OF_ROUTE),
    check: ({ spec }, context) =>
      usersOf(context.manifest, context).flatMap(({ canary, metric }) =>
        [...new Set(variablesIn(spec.query))]
          .filter((name) => metric.templateVariables?.[name] === undefined)
          .map((name) => ({
            path: ['spec', 'query'],
            says: `variables.${name} is not given by the Canary ${canary.metadata.name}`,
          })),
      ),
  }),
  ofTemplate({
    code: 'FLG451',
    level: 'info',
    title: 'A variable that no query asks for',
    why: 'It changes nothing; perhaps its name is misspelt.',
    fix: 'Take it from `templateVariables`, or use it.',
    fires: asked(', templateVariables: {rout: checkout}', OF_TARGET),
    passes: asked(', templateVariables: {route: checkout}', OF_ROUTE),
    check: ({ spec }, context) =>
      usersOf(context.manifest, context).flatMap(({ canary, metric }) =>
        Object.keys(metric.templateVariables ?? {})
          .filter((name) => !variablesIn(spec.query).includes(name))
          .map((name) => ({
            path: ['spec', 'query'],
            says: `the Canary ${canary.metadata.name} gives variables.${name}, which is not asked for`,
          })),
      ),
  }),
  ofTemplate({
    code: 'FLG452',
    level: 'error',
    title: 'A metrics server without an address',
    why: 'Nobody can be asked, and each check fails.',
    fix: 'Write `spec.provider.address`.',
    fires: template(`{provider: {type: prometheus}, query: '${OF_TARGET}'}`),
    passes: prometheus(OF_TARGET),
    check: ({ spec: { provider } }) =>
      when(
        NEEDS_ADDRESS.includes(provider.type) && !provider.address,
        ['spec', 'provider'],
        `${provider.type} has no address of its own`,
      ),
  }),
  ofTemplate({
    code: 'FLG453',
    level: 'error',
    title: 'A metrics server without a Secret',
    why: 'It answers nobody without keys, and each check fails.',
    fix: 'Write `spec.provider.secretRef`.',
    fires: template('{provider: {type: datadog}, query: "avg:errors{app:{{ target }}}"}'),
    passes: template('{provider: {type: datadog, secretRef: {name: datadog}}, query: "avg:errors{app:{{ target }}}"}'),
    check: ({ spec: { provider } }) =>
      when(
        NEEDS_SECRET.includes(provider.type) && !provider.secretRef,
        ['spec', 'provider'],
        `${provider.type} needs a Secret with its keys`,
      ),
  }),
  ofTemplate({
    code: 'FLG454',
    level: 'error',
    title: 'CloudWatch without a region',
    why: 'Nobody can be asked, and each check fails.',
    fix: 'Write `spec.provider.region`.',
    fires: template(`{provider: {type: cloudwatch}, query: '[{"id": "e1", "expression": "e2"}]'}`),
    passes: template(`{provider: {type: cloudwatch, region: eu-west-1}, query: '[{"id": "e1", "expression": "e2"}]'}`),
    check: ({ spec: { provider } }) =>
      when(provider.type === 'cloudwatch' && !provider.region, ['spec', 'provider'], 'region is missing'),
  }),
  ofTemplate({
    code: 'FLG455',
    level: 'error',
    title: 'A query of CloudWatch that is no JSON',
    why: 'Queries are lists of MetricDataQueries, as JSON.',
    fix: 'Write a list such as `[{"id": "e1", "expression": "…"}]`.',
    fires: template('{provider: {type: cloudwatch, region: eu-west-1}, query: "SELECT MAX(errors)"}'),
    passes: template(`{provider: {type: cloudwatch, region: eu-west-1}, query: '[{"id": "e1", "expression": "e2"}]'}`),
    check: ({ spec: { provider, query } }) => {
      const rendered = renderedQuery(query, EXAMPLE_VALUES);
      const isWrong = provider.type === 'cloudwatch' && rendered.query !== undefined && !isList(rendered.query);
      return when(isWrong, ['spec', 'query'], 'it is no list of JSON');
    },
  }),
  ofTemplate({
    code: 'FLG456',
    level: 'error',
    title: 'A template of a vendor that cannot be rendered',
    why: 'Nothing is asked, and each check fails.',
    fix: 'Use the variables `name`, `namespace`, `target`, `service`, `ingress`, `route`, `interval` and `variables.…`, in the syntax of Go.',
    fires: template('{provider: {type: datadog, secretRef: {name: datadog}}, query: "avg:errors{app:{{ app }}}"}'),
    passes: template('{provider: {type: datadog, secretRef: {name: datadog}}, query: "avg:errors{app:{{ target }}}"}'),
    check: ({ spec: { provider, query } }) => {
      const { error } = renderedQuery(query, EXAMPLE_VALUES);
      return provider.type === 'prometheus' || error === undefined ? [] : [{ path: ['spec', 'query'], says: error }];
    },
  }),
  ofTemplate({
    code: 'FLG457',
    level: 'info',
    title: 'A template by the name of a built-in metric',
    why: 'Who reads the Canary takes it for the metric of the mesh.',
    fix: 'Give it a name of its own.',
    fires: prometheus(OF_TARGET).replace('name: errors', 'name: request-success-rate'),
    passes: prometheus(OF_TARGET),
    check: (_, { manifest: { name } }) =>
      when(
        BUILT_IN_METRICS.some((builtIn) => builtIn === name),
        ['metadata', 'name'],
        `${name} is built in`,
      ),
  }),
  ofTemplate({
    code: 'FLG458',
    level: 'error',
    title: 'An address of a metrics server that cannot be called',
    why: 'Nobody can be asked, and each check fails.',
    fix: 'Begin it with `http://` or `https://`.',
    fires: prometheus(OF_TARGET).replace('http://', ''),
    passes: prometheus(OF_TARGET),
    check: ({ spec: { provider } }) => {
      const { type, address } = provider;
      const isStream = type === 'splunk' && /^wss?:\/\/stream\b/i.test(address ?? '');
      return when(
        Boolean(address) && !TAKES_NO_ADDRESS.includes(type) && !isStream && !isHttp(address ?? ''),
        ['spec', 'provider', 'address'],
        'found something that is not shown here, allowed is an address with http:// or https://, such as http://prometheus:9090',
      );
    },
  }),
];

function isList(text: string): boolean {
  try {
    return Array.isArray(JSON.parse(text));
  } catch {
    return false;
  }
}
