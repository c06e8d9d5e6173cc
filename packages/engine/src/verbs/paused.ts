import { pauseOf, type CanaryStatus } from '@flagger/api';
import { isHeldToDeadline } from '../hold.ts';
import { dueAt } from '../interval.ts';
import { listening } from '../listening.ts';
import type { Observed } from '../observed.ts';
import { tooManyFailedChecks } from '../roll-back.ts';
import { info, note, status, type Action, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { asked, isAbout, noted } from './answer.ts';

/** Why a canary that stands still is not moved on by another request. */
export const PAUSED = 'the canary is paused, take the annotation flagger.app/pause away first';

/** Whether the canary stands still because a person wants it, until it is written down that it goes on. */
export const isPaused = ({ canary }: Pick<Observed, 'canary'>): boolean =>
  pauseOf(canary.metadata) !== undefined || isWrittenDown(canary.status);

const isWrittenDown = ({ conditions }: CanaryStatus): boolean =>
  conditions?.some(({ type, status: is }) => type === 'Paused' && is === 'True') === true;

/**
 * A run that a person paused is not moved on: nobody gets a step further and nothing is checked. Users leave a side that
 * is broken all the same, no other revision gets any, and rollback hooks are heard.
 */
export function paused(observed: Observed): Step | undefined {
  const { phase } = observed.canary.status;
  const isRun = phase === 'Progressing' || phase === 'WaitingPromotion';
  return isRun && isPaused(observed)
    ? (tooManyFailedChecks(observed) ?? listening(observed, { kept: upkeep(observed), firstAt: dueAt(observed) }))
    : undefined;
}

/**
 * Says that the canary is paused, or that it goes on: then a whole interval passes before anything is checked. No pause
 * stops a promotion, so neither its pace nor its hooks begin anew.
 */
export function toldPause(observed: Observed): readonly Action[] {
  const { canary } = observed;
  if (!canary.status.phase || canary.spec.suspend === true) {
    return [];
  }
  const known = canary.status.conditions?.find(({ type }) => type === 'Paused');
  const request = pauseOf(canary.metadata);
  if (!request) {
    return known?.status === 'True' ? resumed(observed) : [];
  }
  return known?.status === 'True' && isAbout(known.message, request)
    ? []
    : [
        info(observed, `${asked(request)}: no run begins and none is moved on${unlessBegun(observed)}`),
        note({
          conditions: {
            ...withoutDeadline(observed),
            Paused: { status: 'True', reason: 'Asked', message: noted(request, 'holds until the annotation is gone') },
          },
        }),
      ];
}

function resumed(observed: Observed): readonly Action[] {
  const conditions = { Paused: { status: 'False', reason: 'Resumed', message: 'The canary goes on.' } } as const;
  return isPromoting(observed)
    ? [info(observed, `Resumed: the promotion went on, and runs may begin again`), note({ conditions })]
    : [info(observed, `Resumed: a whole interval passes before anything is checked`), status({ conditions })];
}

const unlessBegun = (observed: Observed): string => (isPromoting(observed) ? ', but the promotion that has begun' : '');

const isPromoting = ({ canary: { status } }: Observed): boolean =>
  status.phase === 'Promoting' || status.phase === 'Finalising';

/** The time of a pause is none in which the metrics server stayed away, had no values, or nothing to decide by. */
const withoutDeadline = (observed: Observed): { readonly Held?: undefined } =>
  isHeldToDeadline(observed) ? { Held: undefined } : {};
