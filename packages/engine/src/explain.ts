import { MOST_CHECKS, type Action, type Canary, type CanaryStatus, type Check, type Finding } from '@flagger/api';
import { checkRecord, isSameCheck } from './check-record.ts';
import type { Observed } from './observed.ts';
import type { Step } from './step.ts';

/**
 * Keeps in the status what was found, for people to see why the canary goes on or does not: with a status that is
 * written anyway, so that it costs no request. Nothing may depend on it, since an older CRD prunes it.
 */
export function explained(observed: Observed, findings: readonly Finding[], step: Step): Step {
  const records = recordsOf(observed, findings);
  const at = step.actions.findLastIndex((action) => action.do === 'status');
  return records.length === 0
    ? step
    : {
        ...step,
        actions: step.actions.map((action, index) => (index === at ? withRecords(observed, records, action) : action)),
      };
}

/** What a new run begins with: the answers of the one before say nothing about it. */
export const unexplained = ({ canary: { status } }: Observed): Pick<CanaryStatus, 'analysis'> =>
  status.analysis?.checks?.length ? { analysis: { ...status.analysis, checks: [] } } : {};

function recordsOf({ canary, now }: Observed, findings: readonly Finding[]): readonly Check[] {
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return findings.flatMap((finding) => checkRecord(canary, finding, time) ?? []);
}

function withRecords({ canary }: Observed, records: readonly Check[], action: Action): Action {
  if (action.do !== 'status') {
    return action;
  }
  const before = action.status.analysis ?? canary.status.analysis;
  const kept = (before?.checks ?? []).filter(
    (check) => isStillAsked(canary, check) && !records.some((record) => isSameCheck(record, check)),
  );
  const checks = [...kept, ...records].slice(-MOST_CHECKS);
  return { ...action, status: { ...action.status, analysis: { ...before, checks } } };
}

/** Whether the spec still has what a check was about. */
function isStillAsked({ spec: { analysis } }: Canary, { kind, name, type }: Check): boolean {
  return kind === 'metric'
    ? (analysis.metrics ?? []).some((metric) => metric.name === name)
    : (analysis.webhooks ?? []).some((hook) => hook.name === name && (hook.type || 'rollout') === type);
}
