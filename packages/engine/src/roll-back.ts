import {
  ALL_TO_PRIMARY,
  progressDeadlineMs,
  threshold,
  webhooksOf,
  type Action,
  type Condition,
  type Phase,
  type Routes,
  type StatusChange,
} from '@flagger/api';
import { ending } from './ending.ts';
import { explained } from './explain.ts';
import { nameOf } from './names.ts';
import type { Observed } from './observed.ts';
import { allowedAt } from './repairs.ts';
import { isWithUsers } from './safe-routes.ts';
import { answerTo, ask } from './session.ts';
import { hasSettledOrNeverWill, settling } from './settle.ts';
import { movedFrom } from './wanted.ts';
import { alert, note, route, says, step, warn, type Step } from './step.ts';

/**
 * Gives users back to the primary, lets proxies hear of it, puts the target to sleep, calls the post-rollout hooks,
 * ends the run as Failed.
 */
export function rollBack(observed: Observed, reasons: readonly Action[]): Step {
  const { canary } = observed;
  const back: readonly Action[] = [...toPrimary(observed), ...reasons];
  if (!hasLeft(observed)) {
    return settling(observed, 'routes', back);
  }
  const asleep: readonly Action[] = [
    ...back,
    ...toSleep(observed),
    warn(observed, `Canary failed! Scaling down ${nameOf(canary)}`, { phase: 'Failed' }),
  ];
  return end(observed, asleep, { phase: 'Failed', canaryWeight: 0, failedChecks: 0, iterations: 0 });
}

/** Checks failed so often that the run is to be taken back; the status says it, so that it need not be written down. */
export function tooManyFailedChecks(observed: Observed): Step | undefined {
  if (!hasFailedTooOften(observed)) {
    return undefined;
  }
  return rollBack(observed, failedTooOften(observed));
}

/** What is told of that. */
export function failedTooOften(observed: Observed): readonly Action[] {
  const { canary } = observed;
  const { failedChecks = 0 } = canary.status;
  return [
    warn(observed, `Rolling back ${nameOf(canary)} failed checks threshold reached ${failedChecks}`),
    alert(observed, 'error', `Failed checks threshold reached ${failedChecks}`),
  ];
}

/** Whether as many checks failed as the Canary allows. */
export const hasFailedTooOften = ({ canary: { spec, status } }: Observed): boolean =>
  (status.failedChecks ?? 0) >= threshold(spec.analysis);

/** Carries out a rollback that was decided; a decision that could not be made again after a crash is written down. */
export function rollingBack(observed: Observed): Step | undefined {
  const decided = decisionOn(observed);
  return decided ? rollBack(observed, [warn(observed, decided.message)]) : undefined;
}

/** Whether it was decided that the run is taken back. */
export const isRollingBack = (observed: Observed): boolean => decisionOn(observed) !== undefined;

function decisionOn({ canary: { status } }: Observed): Condition | undefined {
  const isRun = status.phase === 'Progressing' || status.phase === 'WaitingPromotion';
  return isRun ? status.conditions?.find(({ type }) => type === 'RollingBack') : undefined;
}

/** Remembers a decision that could not be made again after a crash; the next turn carries it out. */
export const decisionToRollBack = (reason: string, message: string): Action =>
  note({ conditions: { RollingBack: { status: 'True', reason, message } } });

/** How a run ended. */
export interface End {
  readonly change: StatusChange & { readonly phase: Phase };
  /** What post-rollout hooks are told, where that is not the phase of the canary. */
  readonly told?: Phase;
  readonly routes?: Routes;
}

/** Ends the run: post-rollout hooks are asked before the last status is written, so they happen at least once. */
export function end(observed: Observed, actions: readonly Action[], last: End['change'] | End): Step {
  const { change, told = change.phase, routes = ALL_TO_PRIMARY }: End = 'change' in last ? last : { change: last };
  const conditions = { Held: undefined, RollingBack: undefined, ...change.conditions };
  const written = ending(observed, { ...change, conditions }, routes);
  if (webhooksOf(observed.canary, 'post-rollout').length === 0) {
    return step([...actions, written]);
  }
  const hooks = { what: 'post-rollout', phase: told } as const;
  const answer = answerTo(observed, hooks);
  return answer
    ? explained(observed, answer.findings, step([...actions, ...says(observed, answer, { phase: told }), written]))
    : ask(observed, actions, hooks);
}

/**
 * Whether nobody is on the canary any more, and the proxies know; nobody waits for an apex that others keep changing, or
 * that the cluster has refused for as long as a run may be stopped.
 */
export const hasLeft = (observed: Observed): boolean =>
  hasSettledOrNeverWill(observed, 'routes')
  && (observed.isSecondToServices === true
    || (hasPrimaryAll(observed) && (isOffServices(observed) || !observed.primary || isApexGivenUp(observed))));

/** No service leads to the target, neither by its name nor by the one that users are led from. */
const isOffServices = ({ isApexOnPrimary, isFormerApexOnTarget }: Observed): boolean =>
  isApexOnPrimary && isFormerApexOnTarget !== true;

function isApexGivenUp(observed: Observed): boolean {
  const { canary, failing, now } = observed;
  const refused = failing.find(({ action }) => action === 'ensureApex');
  const isRefused = refused !== undefined && now >= refused.since + progressDeadlineMs(canary.spec);
  return isRefused || allowedAt(observed, 'ensureApex') > now;
}

/** Puts the target to sleep, unless an apex service still selects it. */
export const toSleep = (observed: Observed): readonly Action[] =>
  isOffServices(observed) ? [{ do: 'sleepTarget' }] : [];

/** Nothing to do where the primary has all users already. */
export const toPrimary = (observed: Observed): readonly Action[] => [
  ...(hasPrimaryAll(observed) ? [] : [route(ALL_TO_PRIMARY)]),
  ...(observed.isApexOnPrimary || !observed.primary ? [] : [{ do: 'ensureApex' } as const]),
];

// in a run, routes that nobody can read, since somebody changed their form, may lead anybody anywhere
const hasPrimaryAll = (observed: Observed): boolean => {
  const { routes, mesh, uninstalled, canary } = observed;
  return routes
    ? routes.canary === 0 && !routes.mirrored
    : !mesh.weights || uninstalled !== undefined || !isWithUsers(canary.status.phase) || hasLeftFormer(observed);
};

/** Under the new name nobody was ever led anywhere, and from the former one all were taken to the primary. */
const hasLeftFormer = (observed: Observed): boolean =>
  movedFrom(observed) !== undefined && !observed.failing.some(({ action }) => action === 'routeFormer');
