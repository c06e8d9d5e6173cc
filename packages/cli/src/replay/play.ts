import type { Canary, Checks, Finding, MeshProvider, MetricFinding, Question } from '@flagger/api';
import { boundsOf, judge } from '@flagger/engine';
import type { Outcome, ReplayedCheck, ReplayedMetric, ReplayedRun } from './report.ts';
import { Stage } from './stage.ts';

/** What a run is played with. */
export interface Played {
  readonly canary: Canary;
  /** Which the checks ask about; the same canary unless another workload is measured in its place. */
  readonly measured: Canary;
  readonly mesh: Pick<MeshProvider, 'capabilities' | 'names'>;
  readonly checks: Checks;
  /** Sets the clock of the checks. */
  readonly moveTo: (now: number) => void;
  readonly signal: AbortSignal;
}

/** Plays one release that begins then, up to its end or to the end of what is looked at; both ms since the epoch. */
export async function play(played: Played, from: number, to: number): Promise<ReplayedRun> {
  const stage = new Stage(played.canary, played.mesh, from);
  const checks: ReplayedCheck[] = [];
  played.moveTo(from);
  for (;;) {
    const { ask, next } = stage.rest();
    const outcome = outcomeOf(stage.canary);
    if (outcome !== undefined) {
      return ended(outcome, { stage, checks, from });
    }
    if (ask !== undefined) {
      await answered(ask, { stage, checks, played });
      continue;
    }
    if (next === 'change' || !(next.at <= to)) {
      return ended('unfinished', { stage, checks, from });
    }
    stage.moveTo(Math.max(stage.now + 1, next.at));
    played.moveTo(stage.now);
  }
}

function outcomeOf({ status: { phase } }: Canary): Outcome | undefined {
  switch (phase) {
    case 'Promoting':
    case 'Finalising':
    case 'Succeeded':
      return 'promoted';
    case 'Failed':
      return 'rolled back';
    default:
      return undefined;
  }
}

interface Scene {
  readonly stage: Stage;
  readonly checks: ReplayedCheck[];
}

async function answered(
  question: Question,
  { stage, checks, played }: Scene & { readonly played: Played },
): Promise<void> {
  const { measured, signal } = played;
  const findings: readonly Finding[] =
    question.what === 'metrics-online' ? [{ kind: 'online' }] : await played.checks.find(question, measured, signal);
  stage.answer(question, findings);
  if (question.what === 'check') {
    checks.push(checkOf(stage, findings));
  }
}

const VERDICTS = { yes: 'passed', no: 'halted', hold: 'held' } as const;

function checkOf({ canary, now, weight }: Stage, findings: readonly Finding[]): ReplayedCheck {
  const { verdict, says } = judge({ what: 'check', canary, findings });
  return {
    at: new Date(now).toISOString(),
    verdict: VERDICTS[verdict],
    weight,
    metrics: findings.flatMap((finding) => (finding.kind === 'metric' ? [metricOf(canary, finding)] : [])),
    says: says.map(({ message }) => message),
  };
}

const metricOf = (canary: Canary, finding: MetricFinding): ReplayedMetric => ({
  name: finding.name,
  ...(finding.value !== undefined && { value: finding.value }),
  ...boundsOf(canary, finding),
  ...(finding.problem && { problem: finding.problem.message }),
});

function ended(outcome: Outcome, { stage, checks, from }: Scene & { readonly from: number }): ReplayedRun {
  const isOver = outcome !== 'unfinished';
  return {
    began: new Date(from).toISOString(),
    ...(isOver && { ended: new Date(stage.now).toISOString() }),
    outcome,
    isOnEvidence: outcome === 'promoted' || isEvident(checks),
    because: isOver ? (stage.told().findLast((message) => WHY[outcome].test(message)) ?? '') : '',
    checks,
  };
}

const WHY: Readonly<Record<Outcome, RegExp>> = {
  promoted: /^Copying /,
  'rolled back': /^Rolling back /,
  unfinished: /$^/,
};

/** Whether something was measured that spoke for or against it. */
function isEvident(checks: readonly ReplayedCheck[]): boolean {
  const against = checks.filter(({ verdict }) => verdict !== 'passed');
  const counted = against.length > 0 ? against : checks;
  return counted.some(({ metrics }) => metrics.some(({ problem }) => problem === undefined) && isLastMeasured(metrics));
}

/** The last metric is the one that decided. */
const isLastMeasured = (metrics: readonly ReplayedMetric[]): boolean => metrics.at(-1)?.problem === undefined;
