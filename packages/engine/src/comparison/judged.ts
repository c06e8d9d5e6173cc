import {
  comparedMetrics,
  goDuration,
  parseGoDuration,
  progressDeadlineMs,
  type Action,
  type Answer,
} from '@flagger/api';
import {
  noRequestsText,
  promotingEarlyText,
  promotingUndecidedText,
  rangeText,
  rollingBackText,
  waitingText,
  wouldRollBackText,
} from '../compare/texts.ts';
import { ruling, type Ruling } from '../compare/verdicts.ts';
import { heldAskedSince, heldFor } from '../hold.ts';
import { nameOf, primaryOf } from '../names.ts';
import { isPrimaryGivenUp } from '../not-ready.ts';
import type { Observed } from '../observed.ts';
import { decisionToRollBack } from '../roll-back.ts';
import { alert, info, note, step, warn, type Step } from '../step.ts';
import type { Move } from '../strategies/strategy.ts';
import { cautions } from './cautions.ts';
import { compares, isDecisive } from './compares.ts';
import { foundOf, weighed, type Comparison } from './weighed.ts';

/** What comparing makes of the next move of a run whose check passed. */
export interface Judgement {
  /** What is done instead of the move; undefined where it may go on. */
  readonly instead?: (said: readonly Action[]) => Step;
  /** Promoted now, whatever the next move would be. */
  readonly isEarly: boolean;
  /** Told beside the move. */
  readonly says: readonly Action[];
}

const GOES_ON: Judgement = { isEarly: false, says: [] };

/** Judges the comparison after a check; undefined as long as the check has not passed, or nothing is compared. */
export function judged(observed: Observed, answer: Answer | undefined, move: Move): Judgement {
  const { canary } = observed;
  if (answer?.verdict !== 'yes' || !compares(canary) || canary.status.analysis?.since === undefined) {
    return GOES_ON;
  }
  const comparison = weighed(canary, answer.findings);
  const made = ruling(standingsOf(observed, comparison), placeOf(observed, move));
  const says = [...toldOnce(observed, comparison), ...problemsTold(observed, answer), ...cautions(observed, answer)];
  const told = { observed, comparison, says, isCounted: answer.findings.some(({ kind }) => kind === 'counts') };
  switch (made.kind) {
    case 'go-on':
      return { isEarly: false, says };
    case 'promote':
      return { isEarly: made.because === 'early', says: [...says, ...promoting(told, made, move)] };
    case 'roll-back':
      return { isEarly: false, says, instead: (said) => rolledBack(told, made, said) };
    case 'hold':
      return { isEarly: false, says, instead: (said) => heldBack(told, made, said) };
  }
}

/** Nobody is counted while a primary is given up: a person may promote what nobody can compare. */
const nobodyToCompareWith = ({ canary }: Observed, metric: string): string =>
  `Not comparing ${metric} of ${nameOf(canary)}: ${primaryOf(canary)} has no pods`;

function standingsOf({ canary }: Observed, { metrics }: Comparison) {
  return comparedMetrics(canary.spec).map(({ name }) => {
    const known = metrics.find(({ metric }) => metric.name === name)?.metric;
    return {
      name,
      verdict: known?.verdict ?? ('undecided' as const),
      windows: known?.evidence.windows ?? 0,
      decides: isDecisive(canary),
    };
  });
}

const WAIT = '1h';

function placeOf(observed: Observed, move: Move) {
  const { canary, now } = observed;
  const { promoteEarly, undecided = 'promote', waitAtMost = WAIT } = canary.spec.analysis.compare ?? {};
  const firstTraffic = (canary.status.analysis?.since ?? Infinity) * 1000;
  const after = promoteEarly && parseGoDuration(promoteEarly.after);
  const waiting = heldFor(observed) === 'ComparisonUndecided' ? heldAskedSince(observed) : undefined;
  return {
    isLastStep: move.kind === 'promote' || move.routes?.canary === 100,
    mayPromoteEarly: after !== undefined && now - firstTraffic >= after,
    undecided,
    hasWaited: waiting !== undefined && now - waiting >= (parseGoDuration(waitAtMost) ?? 0),
  };
}

interface Told {
  readonly observed: Observed;
  readonly comparison: Comparison;
  readonly says: readonly Action[];
  /** Whether anybody was asked; nobody is while what just woke gets warm. */
  readonly isCounted: boolean;
}

/** A metric that was never counted is told by its name alone. */
function foundIn({ metrics }: Comparison, name: string) {
  const known = metrics.find(({ metric }) => metric.name === name);
  const none = { n: 0, x: 0 };
  return known
    ? foundOf(known)
    : { name, canary: none, primary: none, range: { low: 0 }, verdict: 'undecided' as const, needs: [] };
}

function promoting({ observed, comparison }: Told, made: Ruling, move: Move): readonly Action[] {
  const { canary } = observed;
  const { worseThan = 0 } = canary.spec.analysis.compare ?? {};
  if (made.kind !== 'promote' || made.because === 'safe') {
    return [];
  }
  if (made.because !== 'undecided') {
    return [info(observed, promotingEarlyText(nameOf(canary), worseThan))];
  }
  const found = foundIn(comparison, made.name);
  return move.kind === 'promote' ? [info(observed, promotingUndecidedText({ canary: nameOf(canary), found }))] : [];
}

function rolledBack(
  { observed, comparison, says }: Told,
  made: Extract<Ruling, { kind: 'roll-back' }>,
  said: readonly Action[],
): Step {
  const canary = nameOf(observed.canary);
  const found = foundIn(comparison, made.name);
  const { waitAtMost = WAIT } = observed.canary.spec.analysis.compare ?? {};
  const undecided = `Rolling back ${canary} undecided on ${made.name}: ${rangeText(found.range)}`;
  const message = { worse: rollingBackText({ canary, found }), undecided, waited: `${undecided}, after ${waitAtMost}` }[
    made.because
  ];
  const reason = made.because === 'worse' ? 'ComparedWorse' : 'ComparisonUndecided';
  return step([...said, ...says, alert(observed, 'error', message), decisionToRollBack(reason, message)]);
}

function heldBack(
  { observed, comparison, says, isCounted }: Told,
  made: Extract<Ruling, { kind: 'hold' }>,
  said: readonly Action[],
): Step {
  const { canary, now } = observed;
  const isSilent = made.because === 'no-requests';
  const reason = isSilent ? 'ComparisonWithoutTraffic' : 'ComparisonUndecided';
  const isHeld = heldFor(observed) === reason;
  const isAlone = isPrimaryGivenUp(observed);
  if (!isCounted && !isAlone) {
    return step([...said, ...says]);
  }
  const deadline = progressDeadlineMs(canary.spec);
  if (isSilent && isHeld && now - (heldAskedSince(observed) ?? now) >= deadline) {
    const message = `Rolling back ${nameOf(canary)} no requests to compare for ${goDuration(deadline)}`;
    return step([...said, ...says, alert(observed, 'error', message), decisionToRollBack(reason, message)]);
  }
  const waiting = isSilent
    ? noRequestsText(nameOf(canary))
    : waitingText({ canary: nameOf(canary), found: foundIn(comparison, made.name) });
  const message = isAlone ? nobodyToCompareWith(observed, made.name) : waiting;
  // without new counts there is nothing to write
  const isNew = !isHeld || comparison.until !== undefined;
  const held = note({ conditions: { Held: { status: 'True', reason, message } } });
  return step([...said, ...says, ...(isHeld ? [] : [info(observed, message)]), ...(isNew ? [held] : [])]);
}

/** What is told when it becomes so: a comparison that may only say what it would do, and settings that were changed. */
function toldOnce(observed: Observed, { metrics }: Comparison): readonly Action[] {
  const { canary } = observed;
  const known = canary.status.analysis?.metrics ?? [];
  return metrics.flatMap((each) => {
    const before = known.find(({ name }) => name === each.metric.name);
    const isNewlyWorse = each.metric.verdict === 'worse' && before?.verdict !== 'worse';
    return [
      ...(isNewlyWorse && !isDecisive(canary)
        ? [warn(observed, wouldRollBackText({ canary: nameOf(canary), found: foundOf(each) }))]
        : []),
      ...(each.isAnew
        ? [info(observed, `Comparing ${each.metric.name} of ${nameOf(canary)} anew, its settings were changed`)]
        : []),
    ];
  });
}

/** Why nothing is counted, once in a step. */
const problemsTold = (observed: Observed, { findings }: Answer): readonly Action[] =>
  findings.flatMap((finding) =>
    finding.kind === 'counts' && finding.problem !== undefined
      ? [warn(observed, `Not comparing ${finding.name} of ${nameOf(observed.canary)}: ${finding.problem}`)]
      : [],
  );
