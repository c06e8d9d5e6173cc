import { goDuration, progressDeadlineMs, strategyOf, type Action, type Routes } from '@flagger/api';
import { begunLate, cutShort, keptBeginning, withNewWeights } from '../comparison/counting-window.ts';
import { judged } from '../comparison/judged.ts';
import { isUnreachable } from '../decides.ts';
import { ending } from '../ending.ts';
import { isMuted } from '../gate.ts';
import { heldByMetricsSince, heldSince, hold, unheld, type MetricHold } from '../hold.ts';
import { flaggerId } from '../ids.ts';
import { dueAt } from '../interval.ts';
import { heardMeanwhile } from '../listening.ts';
import { nameOf, primaryOf, targetOf } from '../names.ts';
import { obstructionOf } from '../obstruction.ts';
import { pollOf } from '../poll.ts';
import { asSeen, type WithTarget } from '../revision.ts';
import { decisionToRollBack } from '../roll-back.ts';
import { safeRoutes } from '../safe-routes.ts';
import { answerTo, inSession, type Halted, type Inquiry, type Round } from '../session.ts';
import { hasSettled, settling } from '../settle.ts';
import { alert, info, route, status, step, warn, type Step } from '../step.ts';
import { strategyFor } from '../strategies/index.ts';
import { iterationsDone, iterationsWanted } from '../strategies/iterations.ts';
import { TO_PROMOTION, type Gate, type Move } from '../strategies/strategy.ts';
import { upkeep } from '../upkeep.ts';
import { approvedOf } from '../verbs/approved.ts';
import { skippedIn } from '../verbs/skip.ts';
import { isOutOfLine, wantedRoutes } from '../wanted.ts';

/** Waits until users are where they are to be and the check is due, asks, and moves on. */
export function analyse(observed: WithTarget): Step {
  const wanted = wantedRoutes(observed);
  const first = beforeAsking(observed, wanted);
  if (first) {
    return first;
  }
  const strategy = strategyFor(observed);
  const isStarted = strategy.hasStarted(observed, wanted);
  const begun = isStarted ? [] : [info(observed, `Starting canary analysis for ${targetOf(observed.canary)}`)];
  const isSkipped = skippedIn(observed) === 'SkipAnalysis';
  const ordinary = isSkipped ? TO_PROMOTION : strategy.advance(observed, wanted);
  const passed = isSkipped || !isStarted ? undefined : answerTo(observed, CHECK);
  const judgement = judged(observed, passed, ordinary);
  const move = judgement.isEarly ? strategy.promotion : ordinary;
  const gates = judgement.instead ? [] : gatesOf(observed, move);
  const isWanted = isSkipped || gates.some((gate) => approvedOf(observed.canary, gate).length > 0);
  return inSession(observed, {
    inquiries: inquiriesOf(isSkipped ? [] : [isStarted ? 'check' : 'pre-rollout'], gates),
    kept: [...upkeep(observed), ...strayed(observed, wanted), ...begun],
    ...(isWanted ? { firstAt: observed.now } : firstAt(observed, isStarted)),
    number: pollOf(observed).number,
    passed: (said) => {
      if (isStandingStill(observed)) {
        return step([...said, ...unheld(observed)]);
      }
      return judgement.instead?.(said) ?? advanced(observed, move, [...said, ...judgement.says]);
    },
    halted: (halted) => onHalt(observed, halted),
  });
}

/** What must be so before anything is asked; undefined once it is. */
function beforeAsking(observed: WithTarget, wanted: Routes): Step | undefined {
  const isObstructed = obstructionOf(observed) !== undefined;
  if (!isObstructed && (!observed.routes || isOutOfLine(observed, safeRoutes(observed, wanted)))) {
    return step([...upkeep(observed), ...strayed(observed, wanted)]);
  }
  // who was just made ready may not be known to the proxies yet
  const unsettled = (['target', 'routes'] as const).find((what) => !hasSettled(observed, what));
  if (unsettled) {
    const waits = settling(observed, unsettled, upkeep(observed));
    return isObstructed ? heardMeanwhile(observed, waits) : waits;
  }
  const begins = begunLate(observed, wanted);
  return begins.length > 0 ? step([...upkeep(observed), ...begins]) : undefined;
}

/** Written down while users are elsewhere than they are to be, also where what stops the run keeps them there. */
const strayed = (observed: WithTarget, wanted: Routes): readonly Action[] =>
  !observed.routes || isOutOfLine(observed, safeRoutes(observed, wanted)) ? cutShort(observed) : [];

const CHECK: Inquiry = { what: 'check', phase: 'Progressing' };

/** What stops the run may be its own next move; that is tried again. */
const isStandingStill = (observed: WithTarget): boolean => {
  const obstruction = obstructionOf(observed);
  const isOwn = observed.failing.every(
    ({ action }) => action === 'promote' || action === 'route' || action === 'status',
  );
  return obstruction !== undefined && !(obstruction.kind === 'action' && isOwn);
};

/** A rollback hook hears of the phase as it is, the others of a run that goes on. */
const inquiriesOf = (checks: readonly ('check' | 'pre-rollout')[], gates: readonly Gate[]): readonly Inquiry[] => [
  { what: 'rollback' },
  ...[...checks, ...gates].map((what) => ({ what, phase: 'Progressing' }) as const),
];

const gatesOf = ({ canary }: WithTarget, { gates }: Move): readonly Gate[] =>
  canary.status.phase === 'WaitingPromotion' ? ['confirm-promotion'] : gates;

/**
 * The first check of a run follows the pods, those after a step or a failed check the interval; what was asked while
 * something stopped the run was no check.
 */
function firstAt(observed: WithTarget, isStarted: boolean): Pick<Round, 'firstAt' | 'notBefore'> {
  const at = dueAt(observed);
  const held = heldSince(observed);
  if (held !== undefined) {
    // what was resumed meanwhile waits a whole interval as well
    return { firstAt: Math.max(pollOf(observed).firstAt, observed.since > held ? at : -Infinity) };
  }
  return isStarted || (observed.canary.status.failedChecks ?? 0) > 0
    ? { firstAt: at, notBefore: at }
    : { firstAt: observed.now };
}

function onHalt(observed: WithTarget, halted: Halted): Step {
  const { canary } = observed;
  const { what, answer, said } = halted;
  switch (what) {
    case 'rollback':
      return step([
        ...said,
        alert(observed, 'warn', 'Rolling back manual webhook invoked'),
        decisionToRollBack('RollbackHook', `Rolling back ${nameOf(canary)} manual webhook invoked`),
      ]);
    case 'confirm-promotion':
      return promotionHalted(observed, halted);
    case 'confirm-traffic-increase':
      return trafficHalted(observed, halted);
    default:
      return answer.verdict === 'hold' ? held(observed, halted) : failed(observed, halted);
  }
}

function failed(observed: WithTarget, { said }: Halted): Step {
  const failedChecks = (observed.canary.status.failedChecks ?? 0) + 1;
  return step([...said, status({ failedChecks, ...keptBeginning(observed), conditions: { Held: undefined } })]);
}

const LASTED: Readonly<Record<MetricHold, string>> = {
  MetricsServerUnreachable: 'metrics server could not be reached',
  NoMetricValues: 'metrics had no values',
};

/** The metrics say nothing: neither yes nor no, but not for ever. */
function held(observed: WithTarget, { answer, said }: Halted): Step {
  const { canary, now } = observed;
  const why = answer.findings.some(isUnreachable) ? 'MetricsServerUnreachable' : 'NoMetricValues';
  const since = heldByMetricsSince(observed);
  const deadline = progressDeadlineMs(canary.spec);
  if (since !== undefined && now - since >= deadline) {
    const reason = `${LASTED[why]} for ${goDuration(deadline)}`;
    return step([
      ...said,
      alert(observed, 'error', `Rolling back, ${reason}`),
      decisionToRollBack(why, `Rolling back ${nameOf(canary)} ${reason}`),
    ]);
  }
  const message = answer.says.at(-1)?.message ?? `The ${LASTED[why]}.`;
  return step([...said, ...hold(observed, why, message)]);
}

/** All of them, but for those that a person left out. */
function iterationsPassed(observed: WithTarget): number {
  const { spec } = observed.canary;
  if (observed.mesh.weights && strategyOf(spec) === 'canary') {
    return spec.analysis.iterations ?? 0;
  }
  return skippedIn(observed) === 'SkipAnalysis'
    ? Math.max(1, Math.min(iterationsDone(observed), iterationsWanted(observed)))
    : iterationsWanted(observed);
}

function trafficHalted(observed: WithTarget, { answer, said }: Halted): Step {
  const alerts = isMuted(observed.canary, answer)
    ? []
    : [alert(observed, 'warn', 'Canary traffic increase is waiting for approval.')];
  const message = answer.says.at(-1)?.message ?? 'Waiting for approval.';
  return step([...said, ...alerts, ...hold(observed, 'WaitingForTrafficIncrease', message)]);
}

function promotionHalted(observed: WithTarget, { answer, said }: Halted): Step {
  const { canary } = observed;
  if (canary.status.phase === 'WaitingPromotion') {
    return step([...upkeep(observed), ...unheld(observed)]);
  }
  const alerts = isMuted(canary, answer) ? [] : [alert(observed, 'warn', 'Canary promotion is waiting for approval.')];
  const iterations = iterationsPassed(observed) - 1;
  // what was skipped stays so while the gate is closed
  const Skipped = canary.status.conditions?.find(({ type }) => type === 'Skipped');
  const waiting = { phase: 'WaitingPromotion', canaryWeight: 0, iterations, conditions: { Skipped } } as const;
  return step([...said, ...alerts, ending(observed, waiting, wantedRoutes(observed))]);
}

/**
 * One step further, in the order that a crash can be healed in: what the answers said, what is about to be done, the
 * status with where users are to be, and then the route.
 */
function advanced(observed: WithTarget, move: Move, heard: readonly Action[]): Step {
  const { canary, warnings } = observed;
  const said = [...heard, ...warnings.map((message) => warn(observed, message))];
  if (move.kind === 'promote') {
    return step([
      ...said,
      { do: 'promote', ...asSeen(observed), flaggerId: flaggerId(observed) },
      info(observed, `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)}`),
      ending(observed, { phase: 'Promoting', ...iterationsOf(observed) }, wantedRoutes(observed)),
    ]);
  }
  const { routes, messages, change } = move;
  return step([
    ...said,
    ...messages.map((message) => info(observed, message)),
    ending(observed, { ...change, ...(routes && withNewWeights(observed, routes)) }, routes ?? wantedRoutes(observed)),
    ...(routes ? [route(routes)] : []),
  ]);
}

/** A closed promotion gate left one iteration less in the status than there were. */
function iterationsOf({ canary }: WithTarget): { readonly iterations?: number } {
  const { phase, iterations = 0 } = canary.status;
  const { iterations: wanted } = canary.spec.analysis;
  return phase === 'WaitingPromotion' && wanted ? { iterations: Math.max(iterations, wanted) } : {};
}
