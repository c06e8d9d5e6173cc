import type { Canary, Metric } from '@flagger/api';
import { parseTemplate, TemplateError, type TemplateFunction } from '@flagger/go-template';
import type { MetricQuery, NoValue } from './sources/source.ts';

export type Rendered = { readonly query: string } | { readonly error: string };

/** What the names in a query stand for; `interval` as PromQL writes it. */
export interface Variables {
  readonly functions: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/** The variables of one metric of a canary. A metric of one minute is asked for where the Canary gives no interval. */
export function variablesOf({ metadata, spec }: Canary, metric: Metric): Variables {
  const target = spec.targetRef.name;
  const functions = {
    name: metadata.name,
    namespace: metadata.namespace,
    target,
    service: spec.service.name || target,
    ingress: spec.ingressRef?.name ?? target,
    route: spec.routeRef?.name ?? target,
    interval: intervalOf(metric),
  };
  return { functions, variables: metric.templateVariables ?? {} };
}

const intervalOf = ({ interval }: Metric): string => interval || '1m';

/** What a source is asked for one metric of a canary, or why it cannot be asked. */
export function metricQuery(
  template: string,
  metric: Metric,
  canary: Canary,
): MetricQuery | { readonly problem: NoValue } {
  const rendered = renderedQuery(template, variablesOf(canary, metric));
  return 'error' in rendered
    ? { problem: { kind: 'error', message: rendered.error } }
    : { text: rendered.query, interval: intervalOf(metric) };
}

/** Puts values in the place of `{{ name }}` and `{{ variables.key }}`; the errors are Go's, in Flagger's words. */
export function renderedQuery(template: string, { functions, variables }: Variables): Rendered {
  const values: Readonly<Record<string, TemplateFunction>> = {
    ...Object.fromEntries(Object.entries(functions).map(([name, value]) => [name, () => value])),
    variables: () => variables,
  };
  try {
    const parsed = parseTemplate(template, { name: 'tmpl', functions: Object.keys(values) });
    return { query: parsed.render({ functions: values }) };
  } catch (error) {
    if (!(error instanceof TemplateError)) {
      throw error;
    }
    return { error: `template ${error.during === 'parsing' ? 'parsing' : 'excution'} failed: ${error.message}` };
  }
}
