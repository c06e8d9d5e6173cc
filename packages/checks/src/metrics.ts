import { boundsOf, isWithin, type Canary, type Metric, type MetricFinding } from '@flagger/api';
import type { Inquiry } from './checks.ts';
import { askPrometheus, type Measured, type Server } from './prometheus.ts';
import { renderedQuery, variablesOf } from './query.ts';

/**
 * Measures built-in metrics and inline queries in spec order, then templates, up to the first that is not within its
 * bounds.
 */
export async function findMetrics(inquiry: Inquiry): Promise<readonly MetricFinding[]> {
  const findings: MetricFinding[] = [];
  for (const asked of toAsk(inquiry.canary)) {
    const finding = await findMetric(asked, inquiry);
    findings.push(finding);
    if (!isWithin(finding)) {
      break;
    }
  }
  return findings;
}

interface Asked {
  readonly metric: Metric;
  readonly source: MetricFinding['source'];
}

function toAsk({ spec }: Canary): readonly Asked[] {
  const metrics = spec.analysis.metrics ?? [];
  return [
    ...metrics.flatMap(askedOfPrometheus),
    ...metrics.flatMap((metric) => (metric.templateRef ? [{ metric, source: 'template' as const }] : [])),
  ];
}

/** A built-in name and a query of its own are two metrics. */
function askedOfPrometheus(metric: Metric): readonly Asked[] {
  const builtIn = BUILT_IN[metric.name];
  return [
    ...(builtIn ? [{ metric, source: builtIn }] : []),
    ...(metric.query ? [{ metric, source: 'query' as const }] : []),
  ];
}

const BUILT_IN: Readonly<Record<string, 'success-rate' | 'duration'>> = {
  'request-success-rate': 'success-rate',
  'request-duration': 'duration',
};

async function findMetric({ metric, source }: Asked, inquiry: Inquiry): Promise<MetricFinding> {
  const provider = providerName(inquiry);
  const result =
    source === 'template' ? withoutTemplates(metric, inquiry.canary) : await measure({ metric, source }, inquiry);
  return { kind: 'metric', name: metric.name, source, provider, ...result, ...boundsOf(metric, source) };
}

/** The name that texts give to who was asked. Targets that are services are marked. */
function providerName({ canary, options }: Inquiry): string {
  const { names } = options.mesh(canary);
  const own = names.find((name) => name === canary.spec.provider) ?? names[0] ?? '';
  return canary.spec.targetRef.kind === 'Service' ? `${own}:service` : own;
}

async function measure({ metric, source }: Asked, inquiry: Inquiry): Promise<Measured> {
  const { queries, durationUnit } = inquiry.options.mesh(inquiry.canary);
  const variables = variablesOf(inquiry.canary, metric);
  switch (source) {
    case 'success-rate':
      return builtIn(await ask(queries.successRate, variables, serverOf(inquiry)));
    case 'duration':
      return inWholeMs(builtIn(await ask(queries.duration, variables, serverOf(inquiry))), durationUnit);
    default:
      return ask(metric.query ?? '', variables, serverOf(inquiry));
  }
}

/** The Prometheus that a canary is measured with. */
export const serverOf = ({ canary, options, signal }: Inquiry): Server => ({
  address: canary.spec.metricsServer || options.metricsServer,
  options,
  signal,
});

async function ask(template: string, variables: ReturnType<typeof variablesOf>, server: Server): Promise<Measured> {
  const rendered = renderedQuery(template, variables);
  return 'error' in rendered
    ? { problem: { kind: 'error', message: rendered.error } }
    : askPrometheus(rendered.query, server);
}

/** Flagger words the failures of its own queries a little longer. */
export function builtIn(measured: Measured): Measured {
  if (!('problem' in measured) || measured.problem.kind === 'wiring') {
    return measured;
  }
  return { problem: { ...measured.problem, message: `running query failed: ${measured.problem.message}` } };
}

const inWholeMs = (measured: Measured, unit: 'ms' | 's'): Measured =>
  'value' in measured ? { value: Math.trunc(unit === 's' ? measured.value * 1000 : measured.value) } : measured;

/** MetricTemplates come with a later issue: until then a Canary that needs one is told so at each check. */
function withoutTemplates({ templateRef }: Metric, { metadata }: Canary): Measured {
  const name = `${templateRef?.name ?? ''}.${templateRef?.namespace ?? metadata.namespace}`;
  return {
    problem: {
      kind: 'wiring',
      message: `Metric template ${name} error: metric templates are not available in this version yet`,
    },
  };
}
