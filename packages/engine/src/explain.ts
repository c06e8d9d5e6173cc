import { MOST_CHECKS, type Action, type Canary, type CanaryStatus, type Check, type Finding } from '@flagger/api';
import { checkRecord, isSameCheck } from './check-record.ts';
import { comparedRecord } from './comparison/record.ts';
import { weighed, type Comparison } from './comparison/weighed.ts';
import type { Observed } from './observed.ts';
import { note, type Step } from './step.ts';

/**
 * Keeps in the status what was found, for people to see why the canary goes on or does not: with a status that is
 * written anyway, so that it costs no request. Nothing may depend on it, since an older CRD prunes it. What was counted
 * is written in any case, as where a gate is closed: the evidence of a window is limited, however long that gets.
 */
export function explained(observed: Observed, findings: readonly Finding[], step: Step): Step {
  const comparison = weighed(observed.canary, findings);
  const records = [...recordsOf(observed, findings), ...comparedRecords(observed, comparison)];
  const actions = [...step.actions, ...counted(step, comparison)];
  const at = actions.findLastIndex((action) => action.do === 'status');
  const known = { records, comparison };
  return records.length === 0
    ? step
    : {
        ...step,
        actions: actions.flatMap((action, index) => [
          ...(action.do === 'promote' ? evidence(observed, known) : []),
          index === at ? withRecords(observed, known, action) : action,
        ]),
      };
}

/** A status for what was counted, where none is written. */
const counted = ({ actions }: Step, { until }: Comparison): readonly Action[] =>
  until === undefined || actions.some((action) => action.do === 'status') ? [] : [note({})];

/** What a promotion rests on is there before it is done: who finds it done must not come to another conclusion. */
const evidence = (observed: Observed, known: Known): readonly Action[] =>
  known.comparison.until === undefined
    ? []
    : [withRecords(observed, known, { do: 'status', status: {}, touch: false, isFirst: true })];

/** What a new run begins with: the answers of the one before say nothing about it. */
export const unexplained = ({ canary: { status } }: Observed): Pick<CanaryStatus, 'analysis'> =>
  status.analysis?.checks?.length || status.analysis?.metrics || status.analysis?.since !== undefined
    ? { analysis: { checks: [] } }
    : {};

const timeOf = ({ now }: Observed): string => new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');

const recordsOf = (observed: Observed, findings: readonly Finding[]): readonly Check[] =>
  findings.flatMap((finding) => checkRecord(observed.canary, finding, timeOf(observed)) ?? []);

const comparedRecords = (observed: Observed, { metrics, until }: Comparison): readonly Check[] =>
  until === undefined ? [] : metrics.map(({ metric }) => comparedRecord(metric, timeOf(observed)));

interface Known {
  readonly records: readonly Check[];
  readonly comparison: Comparison;
}

function withRecords({ canary }: Observed, { records, comparison }: Known, action: Action): Action {
  if (action.do !== 'status') {
    return action;
  }
  const before = action.status.analysis ?? canary.status.analysis;
  const kept = (before?.checks ?? []).filter(
    (check) => isStillAsked(canary, check) && !records.some((record) => isSameCheck(record, check)),
  );
  const checks = [...kept, ...records].slice(-MOST_CHECKS);
  return {
    ...action,
    status: { ...action.status, analysis: { ...before, ...remembered(action, comparison), checks } },
  };
}

/** With new weights nothing was counted yet: the action says so by what it holds of the analysis itself. */
function remembered(
  action: Extract<Action, { do: 'status' }>,
  { metrics, until }: Comparison,
): NonNullable<CanaryStatus['analysis']> {
  const isMoved = action.status.analysis !== undefined;
  return until === undefined ? {} : { ...(isMoved ? {} : { until }), metrics: metrics.map(({ metric }) => metric) };
}

/** Whether the spec still has what a check was about. */
function isStillAsked({ spec: { analysis } }: Canary, { kind, name, type }: Check): boolean {
  return kind === 'metric'
    ? (analysis.metrics ?? []).some((metric) => metric.name === name)
    : (analysis.webhooks ?? []).some((hook) => hook.name === name && (hook.type || 'rollout') === type);
}
