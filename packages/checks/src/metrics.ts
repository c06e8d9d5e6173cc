import type { Canary, Metric, MetricFinding } from '@flagger/api';
import { isLast, type Inquiry } from './inquiry.ts';
import type { MeshQueries } from './options.ts';
import { builtInQuery, metricQuery, type Query } from './query.ts';
import { serverOf } from './server.ts';
import { prometheus, withFlaggersWords } from './sources/prometheus.ts';
import type { Asked, Source } from './sources/source.ts';
import { measureTemplate } from './templates.ts';

/** Measures built-in metrics and inline queries in spec order, then templates, up to the first that decides. */
export async function findMetrics(inquiry: Inquiry): Promise<readonly MetricFinding[]> {
  const findings: MetricFinding[] = [];
  for (const measurement of measurementsOf(inquiry.canary)) {
    const finding = await findMetric(measurement, inquiry);
    findings.push(finding);
    if (isLast(inquiry, finding)) {
      break;
    }
  }
  return findings;
}

/** One metric of the spec, as it is measured. */
interface Measurement {
  readonly metric: Metric;
  /** Its place in the spec. */
  readonly index: number;
  readonly source: MetricFinding['source'];
}

function measurementsOf({ spec }: Canary): readonly Measurement[] {
  const metrics = spec.analysis.metrics ?? [];
  return [...metrics.flatMap(byPrometheus), ...metrics.flatMap(byTemplate)];
}

/** A built-in name and a query of its own are two measurements. What is only compared is not measured. */
function byPrometheus(metric: Metric, index: number): readonly Measurement[] {
  const builtIn = BUILT_IN[metric.name];
  return [
    ...(builtIn && !isOnlyCompared(metric) ? [{ metric, index, source: builtIn }] : []),
    ...(metric.query ? [{ metric, index, source: 'query' as const }] : []),
  ];
}

const isOnlyCompared = ({ compare, threshold, thresholdRange }: Metric): boolean =>
  compare !== undefined && threshold === undefined && thresholdRange === undefined;

const byTemplate = (metric: Metric, index: number): readonly Measurement[] =>
  metric.templateRef ? [{ metric, index, source: 'template' }] : [];

const BUILT_IN: Readonly<Record<string, 'success-rate' | 'duration'>> = {
  'request-success-rate': 'success-rate',
  'request-duration': 'duration',
};

async function findMetric(measurement: Measurement, inquiry: Inquiry): Promise<MetricFinding> {
  const { metric, index, source } = measurement;
  const provider = providerName(inquiry);
  return { kind: 'metric', name: metric.name, index, source, provider, ...(await measure(measurement, inquiry)) };
}

/** The name that texts give to who was asked. Targets that are services are marked. */
function providerName({ canary, options }: Inquiry): string {
  const { names } = options.mesh(canary);
  const own = names.find((name) => name === canary.spec.provider) ?? names[0] ?? '';
  return canary.spec.targetRef.kind === 'Service' ? `${own}:service` : own;
}

async function measure({ metric, source }: Measurement, inquiry: Inquiry): Promise<Asked> {
  const { queries, durationUnit } = inquiry.options.mesh(inquiry.canary);
  const { canary, question } = inquiry;
  const ofMesh = { canary, written: queries.written, route: question.route };
  const builtIn = (template: string): Query => builtInQuery(template, metric, ofMesh);
  switch (source) {
    case 'success-rate':
      return withFlaggersWords(await ask(builtIn(successRate(queries, metric)), inquiry, inquiry.merged?.source));
    case 'duration':
      return inWholeMs(
        withFlaggersWords(await ask(builtIn(queries.duration), inquiry, inquiry.merged?.source)),
        durationUnit,
      );
    case 'query':
      return ask(metricQuery(metric.query ?? '', metric, inquiry), inquiry);
    case 'template':
      return measureTemplate(metric, inquiry);
  }
}

/**
 * Flagger's query has no value where no request succeeded, for want of series to divide, and a check without one fails.
 * Who wants no values to mean something else means a version that nobody calls: for them it is 0 then. A series of
 * failures stays when they are over, so that only a rate above 0 says that there are requests.
 */
const successRate = ({ successRate, requests }: MeshQueries['queries'], { onNoData = 'fail' }: Metric): string =>
  requests === undefined || onNoData === 'fail' ? successRate : `( ${successRate} ) or ( ( ${requests} > 0 ) * 0 )`;

const ask = async (query: Query, inquiry: Inquiry, source: Source = prometheus): Promise<Asked> =>
  'problem' in query
    ? query
    : { ...(await (inquiry.options.prometheus ?? source).measure(query, serverOf(inquiry))), query: query.text };

const inWholeMs = (asked: Asked, unit: 'ms' | 's'): Asked =>
  'value' in asked ? { ...asked, value: Math.trunc(unit === 's' ? asked.value * 1000 : asked.value) } : asked;
