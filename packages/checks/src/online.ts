import { BUILT_IN_METRICS, type Finding, type Metric } from '@flagger/api';
import type { Inquiry } from './inquiry.ts';
import { serverOf, server, type ServerOptions } from './server.ts';
import { prometheus } from './sources/prometheus.ts';
import { nameOf, templateServer, unaskable } from './templates.ts';

/**
 * Whether the metrics servers of a canary can be asked, each once and in spec order up to the first that cannot:
 * Prometheus, where a built-in metric or an inline query needs it, and those of MetricTemplates. Without any metric
 * all is well, as with Flagger.
 */
export async function findOnline(inquiry: Inquiry): Promise<Extract<Finding, { readonly kind: 'online' }>> {
  const asked = new Set<string>();
  for (const metric of inquiry.canary.spec.analysis.metrics ?? []) {
    const problem =
      (needsPrometheus(metric) ? await prometheusProblem(inquiry, asked) : undefined)
      ?? (metric.templateRef ? await templateProblem(metric, inquiry, asked) : undefined);
    if (problem !== undefined) {
      return { kind: 'online', problem };
    }
  }
  return { kind: 'online' };
}

const needsPrometheus = ({ name, query }: Metric): boolean =>
  Boolean(query) || BUILT_IN_METRICS.some((known) => known === name);

async function prometheusProblem(inquiry: Inquiry, asked: Set<string>): Promise<string | undefined> {
  const why = isNew('', asked) ? await (inquiry.merged?.source ?? prometheus).whyOffline(serverOf(inquiry)) : undefined;
  return why && `prometheus not avaiable: ${why.message}`;
}

async function templateProblem(metric: Metric, inquiry: Inquiry, asked: Set<string>): Promise<string | undefined> {
  const found = await templateServer(metric, inquiry);
  if ('because' in found) {
    return `metric template ${found.because}`;
  }
  const { template, source, server: where } = found;
  const { provider } = template.spec;
  if (!isNew(JSON.stringify([template.metadata.namespace, provider]), asked)) {
    return undefined;
  }
  const why = await source.whyOffline(where);
  if (why?.kind === 'wiring') {
    return `metric template ${unaskable(template, why).because}`;
  }
  return why && `${provider.type} in metric template ${nameOf(template)} not avaiable: ${why.message}`;
}

function isNew(provider: string, asked: Set<string>): boolean {
  const { size } = asked;
  return asked.add(provider).size > size;
}

/** Why the metrics server that the operator was started with cannot be asked; undefined where it can. */
export const metricsServerProblem = async (options: ServerOptions, signal: AbortSignal): Promise<string | undefined> =>
  (await prometheus.whyOffline(server(options, signal)))?.message;
