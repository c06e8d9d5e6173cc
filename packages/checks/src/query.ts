import type { Canary, Metric } from '@flagger/api';
import { parseTemplate, TemplateError, type TemplateFunction } from '@flagger/go-template';
import type { Inquiry } from './inquiry.ts';
import type { MetricQuery, NoValue } from './sources/source.ts';

export type Rendered = { readonly query: string } | { readonly error: string };

/** What the names in a query stand for; `interval` as PromQL writes it. */
export interface Variables {
  readonly functions: Readonly<Record<string, string>>;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * The variables of one metric of a canary; `route` is what only its target knows. A metric of one minute is asked for
 * where the Canary gives no interval.
 */
export function variablesOf({ metadata, spec }: Canary, metric: Metric, route?: string): Variables {
  const target = spec.targetRef.name;
  const functions = {
    name: metadata.name,
    namespace: metadata.namespace,
    target,
    service: spec.service.name || target,
    ingress: spec.ingressRef?.name ?? target,
    route: route ?? spec.routeRef?.name ?? target,
    interval: intervalOf(metric),
  };
  return { functions, variables: metric.templateVariables ?? {} };
}

const intervalOf = ({ interval }: Metric): string => interval || '1m';

/** What a source is asked, or why it cannot be. */
export type Query = MetricQuery | { readonly problem: NoValue };

/** Who asks about which canary. */
type Asking = Pick<Inquiry, 'canary' | 'question'>;

/** What a source is asked for one metric of a canary. */
export const metricQuery = (template: string, metric: Metric, { canary, question: { route } }: Asking): Query =>
  queryWith(template, metric, variablesOf(canary, metric, route));

/** The same by a template of the mesh, which writes names in its own way. */
export function builtInQuery(template: string, metric: Metric, { canary, written, route }: OfMesh): Query {
  const { functions, variables } = variablesOf(canary, metric, route);
  return queryWith(template, metric, { functions: writtenBy(written, functions), variables });
}

interface OfMesh {
  readonly canary: Canary;
  readonly written: Writing;
  readonly route?: string | undefined;
}

/** How a mesh writes names in those of its series; undefined where as they are. */
type Writing = ((name: string) => string) | undefined;

/** Names as a mesh writes them. */
export const writtenBy = (written: Writing, names: Variables['functions']): Variables['functions'] =>
  written
    ? Object.fromEntries(
        Object.entries(names).map(([name, value]) => [name, name === 'interval' ? value : written(value)]),
      )
    : names;

function queryWith(template: string, metric: Metric, variables: Variables): Query {
  const rendered = renderedQuery(template, variables);
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
