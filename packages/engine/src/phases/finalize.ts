import { ALL_TO_PRIMARY, apexName, type Action } from '@flagger/api';
import { formersOf } from '../formers.ts';
import { routedAt } from '../wanted.ts';
import { isHeld, letGo } from '../finalizer.ts';
import { dueAt } from '../interval.ts';
import { nameOf, targetOf } from '../names.ts';
import { targetNotReady } from '../not-ready.ts';
import type { Observed } from '../observed.ts';
import { obstructionOf } from '../obstruction.ts';
import { lookedAt } from '../pods.ts';
import { toldObstruction } from '../refuse.ts';
import { earliest } from '../repairs.ts';
import { isAt, type WithTarget } from '../revision.ts';
import { hasSettled, settling } from '../settle.ts';
import { IDLE, info, status, step, warn, type Step } from '../step.ts';
import { setBack } from '../upkeep.ts';

const AS_IT_IS = 'set spec.revertOnDeletion to false to delete the Canary without that';

/**
 * The Canary is deleted. Where it is to give everything back, its primary serves on until the target has all pods and
 * users reach them: that is waited for as long as it takes.
 */
export function finalize(observed: Observed): Step {
  const { spec, status: known } = observed.canary;
  if (!isHeld(observed.canary)) {
    return IDLE;
  }
  if (spec.revertOnDeletion !== true || !known.phase || observed.isSecond) {
    return step([letGo]);
  }
  return known.phase === 'Terminating' ? revert(observed) : begin(observed);
}

function begin(observed: Observed): Step {
  const { canary, target } = observed;
  const soon = { phase: 'Terminating' } as const;
  const isUnproven = target.state === 'found' && !target.isPromoted;
  return step([
    info(observed, `Terminating canary ${nameOf(canary)}`, soon),
    ...(isUnproven
      ? [warn(observed, `Users will get a revision of ${targetOf(canary)} that was not promoted`, soon)]
      : []),
    status({ ...soon, canaryWeight: 0, iterations: 0 }),
  ]);
}

function revert(observed: Observed): Step {
  const { target } = observed;
  if (isAt(observed)) {
    return wakened(observed);
  }
  switch (target.state) {
    case 'unusable':
      return step([
        ...kept(observed),
        warn(observed, `Not reverted, the primary serves on: ${target.message}; ${AS_IT_IS}`),
      ]);
    default:
      return givenBack(observed, [
        warn(observed, `${targetOf(observed.canary)} is gone, nothing takes over from the primary`),
      ]);
  }
}

/** The target gets as many pods as the primary has, since it gets as many users. */
function wakened(observed: WithTarget): Step {
  const waking: readonly Action[] = [...kept(observed), { do: 'wakeTarget', asPrimary: true }];
  const notReady = targetNotReady(observed);
  if (!notReady) {
    return hasSettled(observed, 'target') ? givenBack(observed, waking) : settling(observed, 'target', waking);
  }
  const due = dueAt(observed);
  const told =
    observed.now < due
      ? []
      : [warn(observed, `Not reverted yet, the primary serves on: ${notReady.message}; ${AS_IT_IS}`)];
  const stuckAt = notReady.state === 'waking' && notReady.stuckAt !== undefined ? notReady.stuckAt : Infinity;
  return lookedAt(observed, 'target', step([...waking, ...told], earliest(observed, [{ at: due }, { at: stuckAt }])));
}

/**
 * First the apex service, under former names too, then what the mesh says, then the primary: each once proxies have
 * heard of the one before.
 * What wrote something ends the step, so that a turn which comes to the end has nothing left to wait for.
 */
function givenBack(observed: Observed, before: readonly Action[]): Step {
  const { canary } = observed;
  const formers = formersOf(observed);
  const services: readonly Action[] = [
    ...before,
    ...[...new Set([...formers.map(({ apex }) => apex), apexName(canary)])].map((apex): Action => ({
      do: 'releaseServices',
      apex,
    })),
  ];
  if (!hasSettled(observed, 'routes')) {
    return settling(observed, 'routes', services);
  }
  return step([
    ...services,
    ...formers.map((former): Action => ({ do: 'release', former, isDeleted: true })),
    { do: 'release', former: routedAt(observed), users: ALL_TO_PRIMARY, isDeleted: true },
    info(observed, `Terminated canary ${nameOf(canary)}`),
    letGo,
  ]);
}

/** The primary keeps the users while the target cannot take them, and what fails is told. */
const kept = (observed: Observed): readonly Action[] => [
  ...setBack(observed),
  ...toldObstruction(observed, obstructionOf(observed)),
];
