import { comparedMetrics, type Action, type Problem } from '@flagger/api';
import { intervalOf } from '../interval.ts';
import type { Observed } from '../observed.ts';
import { note } from '../step.ts';

/**
 * Why nothing can be compared where the cluster drops what must be remembered between two looks: begun anew at each of
 * them, comparing would find nothing and promise nothing.
 */
export function forgottenMemory({
  canary,
  forgottenAt,
}: Pick<Observed, 'canary' | 'forgottenAt'>): { readonly problem: Problem; readonly since: number } | undefined {
  const index = (canary.spec.analysis.metrics ?? []).findIndex(({ compare }) => compare);
  if (forgottenAt === undefined || comparedMetrics(canary.spec).length === 0) {
    return undefined;
  }
  const problem = {
    field: `spec.analysis.metrics[${index}].compare`,
    found: 'an object',
    allowed:
      'nothing as long as the Canary CRD in the cluster is older than the operator and drops what was counted: kubectl apply -f artifacts/flagger/crd.yaml',
  };
  return { problem, since: forgottenAt };
}

/** Looks once an interval whether somebody brought the CRD up to date. */
export function triedAgain(observed: Observed): { readonly actions: readonly Action[]; readonly at: number } {
  const { canary, now } = observed;
  const forgotten = forgottenMemory(observed);
  const at = forgotten ? forgotten.since + intervalOf(observed) : Infinity;
  const { analysis } = canary.status;
  return now < at
    ? { actions: [], at }
    : { actions: [note({ analysis: { ...analysis, since: Math.ceil(now / 1000) } })], at: now + intervalOf(observed) };
}
