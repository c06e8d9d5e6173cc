import {
  BUILT_IN_METRICS,
  type Canary,
  describe,
  intervalMs,
  type KubeObject,
  type Metric,
  type MetricTemplate,
  nameIn,
  parseCanary,
  parseMetricTemplate,
} from '@flagger/api';
import { EXIT, Ended } from '../exit.ts';

/** One set of rules that the past is judged by. */
export interface RuleSet {
  /** Where it was read, as people are told. */
  readonly of: string;
  /** With the metrics that have a past; without hooks and comparisons. */
  readonly canary: Canary;
  readonly templates: ReadonlyMap<string, MetricTemplate>;
  /** How far checks are apart, ms. */
  readonly stepMs: number;
  /** What of it the past cannot show. */
  readonly limits: readonly string[];
}

/** Operators are started so. */
export const LEAST_INTERVAL_MS = 10_000;

/** Reads a Canary and its templates as the operator does, and leaves out what has no past in Prometheus. */
export function ruleSet(of: string, object: KubeObject, templates: readonly KubeObject[]): RuleSet {
  const namespace = object.metadata.namespace ?? 'default';
  const metadata = { ...object.metadata, namespace, uid: object.metadata.uid ?? 'replayed' };
  const parsed = parseCanary({ ...object, metadata, status: {} });
  if (!parsed.ok) {
    throw new Ended(EXIT.error, `${of}: ${parsed.problems.map(describe).join('; ')}`);
  }
  const known = new Map(templates.map((each) => [keyOf(each.metadata, namespace), templateOf(each)]));
  const { canary } = parsed;
  const metrics = canary.spec.analysis.metrics ?? [];
  const judged = metrics.map((metric) => ({ metric, why: whyLeftOut(metric, canary, known) }));
  const left = judged.flatMap(({ metric, why }) => (why === undefined ? [] : [`metric ${metric.name}: ${why}`]));
  const kept = judged.flatMap(({ metric, why }) => (why === undefined ? [withoutCompare(metric)] : []));
  if (kept.length === 0) {
    const why = left.length === 0 ? 'it has no metrics' : left.join('; ');
    throw new Ended(EXIT.error, `${of}: there is nothing to judge the past by: ${why}`);
  }
  return {
    of,
    canary: withRules(canary, kept),
    templates: known,
    stepMs: intervalMs(canary.spec.analysis, LEAST_INTERVAL_MS),
    limits: [...left, ...hooksOf(canary), ...comparedOf(metrics)],
  };
}

function templateOf(object: KubeObject): MetricTemplate {
  const parsed = parseMetricTemplate(object);
  if (!parsed.ok) {
    throw new Ended(EXIT.error, `MetricTemplate ${object.metadata.name}: ${parsed.because}`);
  }
  return parsed.object;
}

/** How a template is found again. */
export const keyOf = (
  { name, namespace }: { readonly name: string; readonly namespace?: string | undefined },
  otherwise: string,
): string => nameIn(name, namespace || otherwise);

function whyLeftOut(metric: Metric, canary: Canary, known: RuleSet['templates']): string | undefined {
  const { templateRef, compare, threshold, thresholdRange } = metric;
  if (compare !== undefined && threshold === undefined && thresholdRange === undefined) {
    return 'it only compares canary and primary, which needs a release';
  }
  if (templateRef === undefined) {
    return metric.query || BUILT_IN_METRICS.some((name) => name === metric.name) ? undefined : 'it asks for nothing';
  }
  const template = known.get(keyOf(templateRef, canary.metadata.namespace));
  if (template === undefined) {
    const key = keyOf(templateRef, canary.metadata.namespace);
    throw new Ended(
      EXIT.error,
      `MetricTemplate ${key} of metric ${metric.name} was not found; with -f, give its file as well`,
    );
  }
  const { type } = template.spec.provider;
  return type === PROMETHEUS ? undefined : `it is measured by ${type}, and only the past of Prometheus is read`;
}

const PROMETHEUS: MetricTemplate['spec']['provider']['type'] = 'prometheus';

function withoutCompare(metric: Metric): Metric {
  const { compare: _, ...rest } = metric;
  return rest;
}

/** Hooks are not called again, nor is anybody told. */
function withRules(canary: Canary, metrics: readonly Metric[]): Canary {
  const { suspend: _suspended, skipAnalysis: _skipped, ...spec } = canary.spec;
  const { webhooks: _hooks, alerts: _alerts, ...analysis } = spec.analysis;
  return { ...canary, spec: { ...spec, analysis: { ...analysis, metrics } }, status: {} };
}

function hooksOf({ spec: { analysis } }: Canary): readonly string[] {
  const names = (analysis.webhooks ?? []).map(({ name }) => name);
  return names.length === 0 ? [] : [`webhooks are not called again, all count as passed and open: ${names.join(', ')}`];
}

function comparedOf(metrics: readonly Metric[]): readonly string[] {
  const names = metrics.filter(({ compare }) => compare !== undefined).map(({ name }) => name);
  return names.length === 0 ? [] : [`canary and primary are not compared, which needs a release: ${names.join(', ')}`];
}
