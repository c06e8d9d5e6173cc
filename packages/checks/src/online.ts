import { BUILT_IN_METRICS, type Canary, type Finding } from '@flagger/api';
import type { Inquiry } from './inquiry.ts';
import { serverOf, server, type ServerOptions } from './server.ts';
import { prometheus } from './sources/prometheus.ts';

/**
 * Whether the metrics servers of a canary can be asked: Prometheus, where a built-in metric or an inline query needs
 * it. Those of templates are not asked. Without any metric all is well, as with Flagger.
 */
export async function findOnline(inquiry: Inquiry): Promise<Extract<Finding, { readonly kind: 'online' }>> {
  const { metrics = [] } = inquiry.canary.spec.analysis;
  const isAsked = needsPrometheus(inquiry.canary);
  if (!isAsked && metrics.length > 0) {
    return { kind: 'online', isUnasked: true };
  }
  const problem = isAsked ? await prometheus.whyOffline(serverOf(inquiry)) : undefined;
  return { kind: 'online', ...(problem !== undefined && { problem: `prometheus not avaiable: ${problem}` }) };
}

const needsPrometheus = ({ spec }: Canary): boolean =>
  (spec.analysis.metrics ?? []).some(
    ({ name, query }) => Boolean(query) || BUILT_IN_METRICS.some((known) => known === name),
  );

/** Why the metrics server that the operator was started with cannot be asked; undefined where it can. */
export const metricsServerProblem = (options: ServerOptions, signal: AbortSignal): Promise<string | undefined> =>
  prometheus.whyOffline(server(options, signal));
