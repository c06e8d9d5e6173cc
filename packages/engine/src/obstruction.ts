import { describe, goDuration, progressDeadlineMs, type Problem } from '@flagger/api';
import { forgottenMemory } from './comparison/forgotten.ts';
import { offDeadTarget } from './inherited.ts';
import { listening } from './listening.ts';
import { nameOf } from './names.ts';
import type { Observed } from './observed.ts';
import { allowedAt } from './repairs.ts';
import { decisionToRollBack, hasFailedTooOften, tooManyFailedChecks } from './roll-back.ts';
import { isLeftToCanary, safeRoutes } from './safe-routes.ts';
import { alert, step, type Step } from './step.ts';
import { setBack } from './upkeep.ts';
import { isOutOfLine, wantedRoutes } from './wanted.ts';

/** What stops a canary from outside: it does not pass by the canary's own work. */
export interface Obstruction {
  /**
   * `refused`: the Canary itself; `target`: there is none to work with; `uninstalled`: the cluster lacks a kind of the
   * mesh; `action`: the cluster says no; `mesh`: the mesh does; `contest`: somebody else; `config`: what pods of the
   * primary would need to start is gone, which is told and stops no run.
   */
  readonly kind: 'refused' | 'target' | 'uninstalled' | 'action' | 'mesh' | 'contest' | 'config';
  readonly message: string;
  /** Where a person must change the Canary. */
  readonly problem?: Problem;
  /** What is waited for, where a field of the Canary names that. */
  readonly awaited?: Problem;
  /** The cluster lacks a kind that an action works on. */
  readonly isUninstalled?: true;
  /** Ms since the epoch, as this process knows. */
  readonly since: number;
}

/** All that is known of it, as one sentence. */
export const obstructionText = ({ message, awaited }: Pick<Obstruction, 'message' | 'awaited'>): string =>
  awaited ? `${message}: ${describe(awaited)}` : message;

/** The first thing that stops the canary; undefined where nothing does. */
export function obstructionOf(observed: Observed): Obstruction | undefined {
  const { refusal, target, targetLostAt, uninstalled, failing, now } = observed;
  if (refusal) {
    return { kind: 'refused', message: refusal.problems.map(describe).join('; '), since: refusal.since };
  }
  const forgotten = forgottenMemory(observed);
  if (forgotten) {
    const { forgottenSince = forgotten.since } = observed;
    return { kind: 'refused', message: describe(forgotten.problem), problem: forgotten.problem, since: forgottenSince };
  }
  if (target.state !== 'found') {
    return { kind: 'target', message: target.message, since: targetLostAt ?? now };
  }
  if (uninstalled) {
    return { kind: 'uninstalled', message: uninstalled.message, since: uninstalled.since };
  }
  const [failed] = failing;
  return failed ? { ...failed, kind: 'action' } : (untaken(observed) ?? contest(observed));
}

/** The mesh does not take the routes, or has not looked at them for longer than it should need. */
function untaken({ untaken: said, settleMs, now }: Observed): Obstruction | undefined {
  const isOne = said && (said.kind === 'refused' || now - said.since >= settleMs);
  return isOne ? { kind: 'mesh', message: said.message, since: said.since } : undefined;
}

/** Somebody else keeps users elsewhere than they are to be. */
function contest(observed: Observed): Obstruction | undefined {
  const repair = observed.repairs.get('route');
  const isKept = repair && allowedAt(observed, 'route') > observed.now;
  return isKept && isOutOfLine(observed, safeRoutes(observed, wantedRoutes(observed)))
    ? { kind: 'contest', message: `${repair.what}: somebody else keeps changing its routes`, since: repair.firstAt }
    : undefined;
}

/**
 * A run that something stops from outside does not stand still for ever: hooks of people are heard, no other revision
 * gets traffic, a rollback goes on, and at the canary's deadline the run ends with the users on the primary. Without a
 * target, a mesh or a Canary that can be read nothing else happens; otherwise the run goes on as far as it can.
 */
export function obstructed(observed: Observed): Step | undefined {
  const obstruction = obstructionOf(observed);
  if (!obstruction || isPromoting(observed)) {
    return undefined;
  }
  if (!isAnalysed(observed)) {
    const still = isLeftToCanary(observed) ? setBack(observed) : offDeadTarget(observed);
    return isBlind(obstruction, observed) ? step(still) : undefined;
  }
  const deadlineAt = givenUpAt(observed);
  if (observed.now >= deadlineAt) {
    return givenUp(observed, obstruction);
  }
  return isBlind(obstruction, observed) ? (tooManyFailedChecks(observed) ?? until(deadlineAt, observed)) : undefined;
}

function until(deadlineAt: number, observed: Observed): Step {
  const heard = listening(observed, { kept: setBack(observed), firstAt: observed.now });
  return { ...heard, next: { at: Math.min(deadlineAt, heard.next === 'change' ? Infinity : heard.next.at) } };
}

/** When a run that something stops is given up, ms since the epoch: what was there before it began gets as long. */
export function givenUpAt(observed: Observed): number {
  const obstruction = isAnalysed(observed) ? obstructionOf(observed) : undefined;
  return obstruction
    ? Math.max(obstruction.since, runBeganAt(observed)) + progressDeadlineMs(observed.canary.spec)
    : Infinity;
}

/** When the canary left the state that its last run ended in, or was last resumed; long ago where nothing says so. */
function runBeganAt({ canary: { status } }: Observed): number {
  const times = (status.conditions ?? []).flatMap(({ type, lastTransitionTime = '' }) =>
    type === 'Promoted' || type === 'Paused' ? [Date.parse(lastTransitionTime)] : [],
  );
  return Math.max(0, ...times.filter((time) => !Number.isNaN(time)));
}

/**
 * Nothing can be checked or moved on; a canary that is new is begun before its target is looked for. Where a mesh
 * splits nothing only a run has to wait.
 */
function isBlind({ kind }: Obstruction, observed: Observed): boolean {
  switch (kind) {
    case 'refused':
      return true;
    case 'target':
      return Boolean(observed.canary.status.phase);
    case 'uninstalled':
      return isAnalysed(observed);
    default:
      return false;
  }
}

const isAnalysed = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Progressing' || status.phase === 'WaitingPromotion';

const isPromoting = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Promoting' || status.phase === 'Finalising';

function givenUp(observed: Observed, obstruction: Obstruction): Step {
  const message = obstructionText(obstruction);
  const after = goDuration(progressDeadlineMs(observed.canary.spec));
  // that its checks failed was alerted already
  const alarm = alert(observed, 'error', `Rolling back, the analysis could not go on for ${after}: ${message}`);
  return step([
    ...(hasFailedTooOften(observed) ? [] : [alarm]),
    decisionToRollBack(
      'Obstructed',
      `Rolling back ${nameOf(observed.canary)} the analysis could not go on for ${after}: ${message}`,
    ),
  ]);
}
