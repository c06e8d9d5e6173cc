import { BUILT_IN_METRICS, type Canary, type Finding } from '@flagger/api';
import type { Inquiry } from './checks.ts';
import { builtIn, serverOf } from './metrics.ts';
import type { ChecksOptions } from './options.ts';
import { askPrometheus, type Server } from './prometheus.ts';

const QUERY = 'vector(1)';

/**
 * Whether the metrics servers of a canary can be asked: Prometheus, where a built-in metric or an inline query needs
 * it.
 */
export async function findOnline(inquiry: Inquiry): Promise<Extract<Finding, { readonly kind: 'online' }>> {
  const problem = needsPrometheus(inquiry.canary) ? await problemOfPrometheus(inquiry) : undefined;
  return { kind: 'online', ...(problem !== undefined && { problem: `prometheus not avaiable: ${problem}` }) };
}

const needsPrometheus = ({ spec }: Canary): boolean =>
  (spec.analysis.metrics ?? []).some(
    ({ name, query }) => Boolean(query) || BUILT_IN_METRICS.some((known) => known === name),
  );

/** Why the metrics server that the operator was started with cannot be asked; undefined where it can. */
export const metricsServerProblem = (options: ChecksOptions, signal: AbortSignal): Promise<string | undefined> =>
  problemOf({ address: options.metricsServer, options, signal });

const problemOfPrometheus = (inquiry: Inquiry): Promise<string | undefined> => problemOf(serverOf(inquiry));

async function problemOf(server: Server): Promise<string | undefined> {
  const measured = builtIn(await askPrometheus(QUERY, server));
  if ('problem' in measured) {
    return measured.problem.message;
  }
  return measured.value === 1 ? undefined : `value is not 1 for query: ${QUERY}`;
}
