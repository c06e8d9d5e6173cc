import type { Canary, Metric } from '@flagger/api';
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

const ACTION = /\{\{(?:-\s+|\s*)(.*?)(?:\s+-|\s*)\}\}/gs;

/**
 * Puts values in the place of `{{ name }}` and `{{ variables.key }}`; the error is worded as Go's templates word it.
 */
export function renderedQuery(template: string, values: Variables): Rendered {
  const errors: string[] = [];
  const query = trimmed(template).replace(ACTION, (_, expression: string, offset: number) => {
    const value = valueOf(expression, values);
    if (value === undefined) {
      errors.push(complaint(template, expression, offset));
    }
    return value ?? '';
  });
  const [error] = errors;
  return error === undefined ? { query } : { error };
}

/** A dash inside the braces takes away the white space on its side. */
const trimmed = (template: string): string => template.replace(/\s+(?=\{\{-\s)/g, '').replace(/(?<=\s-\}\})\s+/g, '');

function valueOf(expression: string, { functions, variables }: Variables): string | undefined {
  const key = /^variables\.(\w+)$/.exec(expression)?.[1];
  return key === undefined ? own(functions, expression) : own(variables, key);
}

const own = (values: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(values, key) ? values[key] : undefined;

function complaint(template: string, expression: string, offset: number): string {
  const key = /^variables\.(\w+)$/.exec(expression)?.[1];
  const before = template.slice(0, template.indexOf(expression, offset));
  const line = before.split('\n').length;
  if (key === undefined) {
    return `template parsing failed: template: tmpl:${line}: ${JSON.stringify(expression)} is not a variable`;
  }
  const column = before.length - before.lastIndexOf('\n') - 1;
  return `template excution failed: template: tmpl:${line}:${column}: executing "tmpl" at <variables>: map has no entry for key "${key}"`;
}
