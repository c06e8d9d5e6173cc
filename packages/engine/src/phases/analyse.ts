import { goDuration, progressDeadlineMs, sameRoutes, webhooksOf, type Answer, type QuestionKind } from '@flagger/api';
import { answerTo, ask, type Asked } from '../ask.ts';
import { isMuted } from '../gate.ts';
import { flaggerId } from '../ids.ts';
import { heldSince, hold, isHeldFor, pollOf } from '../hold.ts';
import { dueAt } from '../interval.ts';
import { nameOf, primaryOf, targetOf } from '../names.ts';
import type { WithTarget } from '../revision.ts';
import { decisionToRollBack } from '../roll-back.ts';
import { alert, info, route, says, status, step, warn, type Action, type Step } from '../step.ts';
import { strategyFor, type Move } from '../strategies/index.ts';
import { expectedRoutes, upkeep } from '../upkeep.ts';

const UNHELD = { conditions: { Held: undefined } } as const;

/** Heals what a crash or somebody's hand left in the mesh, waits until the check is due, asks, and moves on. */
export function analyse(observed: WithTarget): Step {
  return pendingRoutes(observed) ?? notDue(observed) ?? checkAndAdvance(observed);
}

/** Live routes that are not what the status says: our own unfinished step is taken up, anything else is set back. */
function pendingRoutes(observed: WithTarget): Step | undefined {
  const { routes } = observed;
  const expected = expectedRoutes(observed);
  if (!routes || sameRoutes(routes, expected)) {
    return routes ? undefined : step(upkeep(observed));
  }
  const strategy = strategyFor(observed);
  const next = strategy.advance(observed);
  // after the spec was edited the routes of one strategy may look like a step of the other
  if (!strategy.isOfOther(observed) && next.kind === 'step' && next.routes && sameRoutes(routes, next.routes)) {
    return advanced(observed, next, []);
  }
  return step([
    route(expected),
    warn(
      observed,
      `Routes of ${nameOf(observed.canary)} were changed by somebody else, setting them back to ${expected.primary}/${expected.canary}`,
    ),
  ]);
}

function notDue(observed: WithTarget): Step | undefined {
  const { canary, now } = observed;
  const poll = pollOf(observed);
  if (heldSince(observed) !== undefined) {
    return poll.isEarly ? step(upkeep(observed), { at: poll.nextAt }) : undefined;
  }
  const isPaced = strategyFor(observed).hasStarted(observed) || (canary.status.failedChecks ?? 0) > 0;
  return isPaced && now < dueAt(observed) ? step(upkeep(observed), { at: dueAt(observed) }) : undefined;
}

/** Asks one thing after the other; the first answer that is not a yes ends it. */
function checkAndAdvance(observed: WithTarget): Step {
  const { canary } = observed;
  const strategy = strategyFor(observed);
  const isStarted = strategy.hasStarted(observed);
  const begun: readonly Action[] = isStarted
    ? []
    : [info(observed, `Starting canary analysis for ${targetOf(canary)}`)];
  const move = strategy.advance(observed);
  const questions: readonly QuestionKind[] = [
    'rollback',
    isStarted ? 'check' : 'pre-rollout',
    ...gatesOf(observed, move),
  ];
  return askAll(observed, {
    questions,
    said: [...upkeep(observed), ...begun],
    then: (said) => advanced(observed, move, said),
  });
}

function gatesOf({ canary }: WithTarget, move: Move): readonly QuestionKind[] {
  if (canary.status.phase === 'WaitingPromotion') {
    return ['confirm-promotion'];
  }
  return move.kind === 'promote' ? ['confirm-traffic-increase', 'confirm-promotion'] : move.gate ? [move.gate] : [];
}

interface Asking {
  readonly questions: readonly QuestionKind[];
  /** What is to be done and told before the next question. */
  readonly said: readonly Action[];
  /** What follows when every answer was a yes. */
  readonly then: (said: readonly Action[]) => Step;
}

function askAll(observed: WithTarget, { questions, said, then }: Asking): Step {
  const [what, ...rest] = questions.filter((each) => isWorthAsking(observed, each));
  if (what === undefined) {
    return then(said);
  }
  // a rollback hook hears of the phase as it is, the others of a run that goes on
  const asked: Asked = {
    what,
    poll: pollOf(observed).number,
    ...(what === 'rollback' ? {} : { phase: 'Progressing' }),
  };
  const answer = answerTo(observed, asked);
  if (!answer) {
    return ask(observed, said, asked);
  }
  const goesOn = what === 'rollback' ? answer.verdict !== 'yes' : answer.verdict === 'yes';
  const heard = [...said, ...says(observed, answer)];
  return goesOn ? askAll(observed, { questions: rest, said: heard, then }) : halted(observed, { what, answer, heard });
}

/** Questions that nobody could answer with no are not asked. */
function isWorthAsking({ canary }: WithTarget, what: QuestionKind): boolean {
  switch (what) {
    case 'check':
      return webhooksOf(canary, 'rollout').length > 0 || (canary.spec.analysis.metrics?.length ?? 0) > 0;
    case 'settle':
    case 'metrics-online':
      return true;
    default:
      return webhooksOf(canary, what).length > 0;
  }
}

interface Halted {
  readonly what: QuestionKind;
  readonly answer: Answer;
  /** What has been said so far, the halt included. */
  readonly heard: readonly Action[];
}

function halted(observed: WithTarget, { what, answer, heard }: Halted): Step {
  const { canary } = observed;
  switch (what) {
    case 'rollback':
      return step([
        ...heard,
        alert(observed, 'warn', 'Rolling back manual webhook invoked'),
        decisionToRollBack('RollbackHook', `Rolling back ${nameOf(canary)} manual webhook invoked`),
      ]);
    case 'confirm-promotion':
      return promotionHalted(observed, answer, heard);
    case 'confirm-traffic-increase':
      return trafficHalted(observed, answer, heard);
    default:
      return answer.verdict === 'hold' ? held(observed, answer, heard) : failed(observed, heard);
  }
}

function failed({ canary }: WithTarget, heard: readonly Action[]): Step {
  return step([...heard, status({ failedChecks: (canary.status.failedChecks ?? 0) + 1, ...UNHELD })]);
}

/** The metrics server says nothing: neither yes nor no, but not for ever. */
function held(observed: WithTarget, answer: Answer, heard: readonly Action[]): Step {
  const { canary, now } = observed;
  const since = isHeldFor(observed, 'MetricsServerUnreachable') ? heldSince(observed) : undefined;
  const deadline = progressDeadlineMs(canary.spec);
  if (since !== undefined && now - since >= deadline) {
    const reason = `metrics server could not be reached for ${goDuration(deadline)}`;
    return step([
      ...heard,
      alert(observed, 'error', `Rolling back, ${reason}`),
      decisionToRollBack('MetricsServerUnreachable', `Rolling back ${nameOf(canary)} ${reason}`),
    ]);
  }
  const message = answer.says.at(-1)?.message ?? 'The metrics server cannot be reached.';
  return step([...heard, ...hold(observed, 'MetricsServerUnreachable', message)], { at: pollOf(observed).nextAt });
}

function trafficHalted(observed: WithTarget, answer: Answer, heard: readonly Action[]): Step {
  const alerts = isMuted(observed.canary, answer)
    ? []
    : [alert(observed, 'warn', 'Canary traffic increase is waiting for approval.')];
  const message = answer.says.at(-1)?.message ?? 'Waiting for approval.';
  return step([...heard, ...alerts, ...hold(observed, 'WaitingForTrafficIncrease', message)], {
    at: pollOf(observed).nextAt,
  });
}

function promotionHalted(observed: WithTarget, answer: Answer, heard: readonly Action[]): Step {
  const { canary } = observed;
  if (canary.status.phase === 'WaitingPromotion') {
    return step(upkeep(observed), { at: pollOf(observed).nextAt });
  }
  const alerts = isMuted(canary, answer) ? [] : [alert(observed, 'warn', 'Canary promotion is waiting for approval.')];
  const iterations = (canary.spec.analysis.iterations ?? 0) - 1;
  return step([...heard, ...alerts, status({ phase: 'WaitingPromotion', canaryWeight: 0, iterations, ...UNHELD })]);
}

/**
 * One step further, in the order that a crash can be healed in: what the answers said, then the route, what was done,
 * the status.
 */
function advanced(observed: WithTarget, move: Move, heard: readonly Action[]): Step {
  const { canary, target, warnings } = observed;
  const said = [...heard, ...warnings.map((message) => warn(observed, message))];
  if (move.kind === 'promote') {
    return step([
      ...said,
      { do: 'promote', revision: target.workload.revision, flaggerId: flaggerId(observed) },
      info(observed, `Copying ${targetOf(canary)} template spec to ${primaryOf(canary)}`),
      status({ phase: 'Promoting', ...iterationsOf(observed), ...UNHELD }),
    ]);
  }
  return step([
    ...said,
    ...(move.routes ? [route(move.routes)] : []),
    ...move.messages.map((message) => info(observed, message)),
    status({ ...move.change, ...UNHELD }),
  ]);
}

/** A closed promotion gate left one iteration less in the status than there were. */
function iterationsOf({ canary }: WithTarget): { readonly iterations?: number } {
  const { phase, iterations = 0 } = canary.status;
  const { iterations: wanted } = canary.spec.analysis;
  return phase === 'WaitingPromotion' && wanted ? { iterations: Math.max(iterations, wanted) } : {};
}
