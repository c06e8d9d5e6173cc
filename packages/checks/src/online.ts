import { BUILT_IN_METRICS, type Canary, type Finding } from '@flagger/api';
import type { Inquiry } from './checks.ts';
import { builtIn, serverOf } from './metrics.ts';
import { askPrometheus } from './prometheus.ts';

const QUERY = 'vector(1)';

/** Whether the metrics servers of a canary can be asked: Prometheus, where a built-in metric or an inline query needs it. */
export async function findOnline(inquiry: Inquiry): Promise<Extract<Finding, { readonly kind: 'online' }>> {
  const problem = needsPrometheus(inquiry.canary) ? await problemOfPrometheus(inquiry) : undefined;
  return { kind: 'online', ...(problem !== undefined && { problem: `prometheus not avaiable: ${problem}` }) };
}

const needsPrometheus = ({ spec }: Canary): boolean =>
  (spec.analysis.metrics ?? []).some(({ name, query }) => Boolean(query) || BUILT_IN_METRICS.some((known) => known === name));

async function problemOfPrometheus(inquiry: Inquiry): Promise<string | undefined> {
  const measured = builtIn(await askPrometheus(QUERY, serverOf(inquiry)));
  if ('problem' in measured) return measured.problem.message;
  return measured.value === 1 ? undefined : `value is not 1 for query: ${QUERY}`;
}
