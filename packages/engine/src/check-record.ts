import { goDuration, type Answer, type Canary, type Check, type Finding, type MetricFinding } from '@flagger/api';
import { boundsOf } from './bounds.ts';
import { opinionOf } from './judge.ts';
import { bound, measured } from './measured.ts';
import type { Opinion } from './opinion.ts';
import { shown } from './shown.ts';

type Reply = Extract<Finding, { kind: 'reply' }>;

/** Longer queries and sentences are cut. */
const LONGEST = { query: 600, message: 300 } as const;

/** What one finding comes to, for people; undefined for what is neither metric nor webhook. `time` is RFC 3339. */
export function checkRecord(canary: Canary, finding: Finding, time: string): Check | undefined {
  const opinion = opinionOf(canary, finding);
  switch (finding.kind) {
    case 'reply':
      return { ...replied(finding, opinion), time };
    case 'metric':
      return { ...measurement(canary, finding, opinion), time };
    default:
      return undefined;
  }
}

function replied(reply: Reply, { verdict, says }: Opinion): Check {
  const { hook, name, ok } = reply;
  const message = says?.message ?? `External check ${name} ${ok ? 'passed' : 'failed'}`;
  return {
    kind: 'webhook',
    name,
    type: hook || 'rollout',
    verdict: VERDICTS[verdictOf(hook, verdict)],
    message: shown(message, LONGEST.message),
  };
}

const VERDICTS = { yes: 'pass', no: 'fail', hold: 'hold' } as const;

/** A closed gate holds, and a rollback hook that says yes lets nothing pass. */
function verdictOf(hook: Reply['hook'], verdict: Answer['verdict']): Answer['verdict'] {
  if (hook === 'rollback') {
    return verdict === 'yes' ? 'no' : 'yes';
  }
  return hook.startsWith('confirm-') && verdict === 'no' ? 'hold' : verdict;
}

function measurement(canary: Canary, finding: MetricFinding, { verdict, says }: Opinion): Check {
  const { name, source, value, query } = finding;
  const threshold = thresholdOf(canary, finding);
  const hasValue = value !== undefined && !Number.isNaN(value);
  const message = says?.message ?? `${hasValue ? measured(finding, value) : name}: allowed is ${threshold}`;
  return {
    kind: 'metric',
    name,
    type: source,
    verdict: VERDICTS[verdict],
    message: shown(message, LONGEST.message),
    ...(hasValue && { value: valueText(finding, value) }),
    threshold,
    ...(query !== undefined && { query: shown(query.trim(), LONGEST.query) }),
  };
}

function thresholdOf(canary: Canary, finding: MetricFinding): string {
  const { min, max } = boundsOf(canary, finding);
  return [
    ...(min === undefined ? [] : [`at least ${bound(finding, min)}`]),
    ...(max === undefined ? [] : [`at most ${bound(finding, max)}`]),
  ].join(', ');
}

function valueText({ source }: MetricFinding, value: number): string {
  switch (source) {
    case 'success-rate':
      return `${rounded(value)}%`;
    case 'duration':
      return goDuration(Math.trunc(value));
    default:
      return rounded(value);
  }
}

const rounded = (value: number): string => `${Number(value.toPrecision(6))}`;

/** Whether two records are about the same metric or webhook. */
export const isSameCheck = (one: Check, other: Check): boolean =>
  one.kind === other.kind && one.name === other.name && one.type === other.type;
