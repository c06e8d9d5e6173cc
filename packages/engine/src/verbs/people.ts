import { requestOf, threshold, VERBS, type Request, type Verb } from '@flagger/api';
import { primaryOf } from '../names.ts';
import { isPrimaryGivenUp } from '../not-ready.ts';
import type { Observed } from '../observed.ts';
import { isAt, isForeign } from '../revision.ts';
import { alert, note, status, step, type Action, type Step } from '../step.ts';
import { upkeep } from '../upkeep.ts';
import { abort } from './abort.ts';
import { conditionOf, isAnswered, remembered, told, type Answer } from './answer.ts';
import { approve, reject } from './gates.ts';
import { toldPause } from './paused.ts';
import { retry } from './retry.ts';
import { promoteNow, skipAnalysis } from './skip.ts';

type Asked = Request & { readonly verb: Verb };

const ANSWERS: Readonly<Record<Verb, (observed: Observed, request: Request) => Answer>> = {
  abort,
  reject,
  promote: promoteNow,
  'skip-analysis': skipAnalysis,
  approve,
  retry,
};

/** What becomes of the most urgent request that nobody answered yet. */
interface Answered {
  readonly request: Asked;
  readonly answer: Answer;
}

/**
 * Does what people ask by annotations, one request in each turn, the most urgent first. What it comes to is in the
 * status together with the answer, before anything is done: the next turn does it.
 */
export function people(observed: Observed): Step | undefined {
  const { request, answer } = answered(observed) ?? {};
  if (!request || !answer || 'refused' in answer) {
    return undefined;
  }
  const { touch = false, first = [], alarm } = answer;
  const conditions = { ...answer.change.conditions, [conditionOf(request.verb)]: remembered(request, answer) };
  const change = { ...answer.change, conditions };
  return step([
    told(observed, request, answer),
    ...first,
    touch ? status(change) : note(change),
    ...(alarm === undefined ? [] : [alert(observed, 'warn', alarm)]),
    ...upkeep(observed),
  ]);
}

/** What people are told beside whatever is done: why a request has no effect, and that a pause is heard. */
export function toldPeople(observed: Observed): readonly Action[] {
  const { request, answer } = answered(observed) ?? {};
  if (!request || !answer) {
    return toldPause(observed);
  }
  return 'refused' in answer
    ? [
        told(observed, request, answer),
        note({ conditions: { [conditionOf(request.verb)]: remembered(request, answer) } }),
      ]
    : [];
}

function answered(observed: Observed): Answered | undefined {
  const { metadata, status: known } = observed.canary;
  for (const verb of known.phase && !(isAt(observed) && isForeign(observed)) ? VERBS : []) {
    const request = requestOf(metadata, verb);
    if (request && !isAnswered(observed, verb, request)) {
      return { request: { ...request, verb }, answer: answerTo(observed, verb, request) };
    }
  }
  return undefined;
}

/** What is wrong with the request itself, or stands against all of them; else what the verb comes to. */
function answerTo(observed: Observed, verb: Verb, request: Request): Answer {
  const refused =
    request.problem
    ?? (observed.canary.spec.suspend === true ? 'spec.suspend is true' : undefined)
    ?? (isTakenBack(observed) ? whyTakenBack(observed, verb) : undefined);
  return refused === undefined ? ANSWERS[verb](observed, request) : { refused };
}

/** Why a run that is taken back is left to that; a promotion may still replace a primary that is given up. */
function whyTakenBack(observed: Observed, verb: Verb): string | undefined {
  if (!isPrimaryGivenUp(observed)) {
    return 'the run is being taken back already';
  }
  return verb === 'promote'
    ? undefined
    : `the run is taken back as soon as ${primaryOf(observed.canary)} has pods; promote replaces it`;
}

function isTakenBack(observed: Observed): boolean {
  const { status: known, spec } = observed.canary;
  const isRun = known.phase === 'Progressing' || known.phase === 'WaitingPromotion';
  const isDecided = known.conditions?.some(({ type }) => type === 'RollingBack') === true;
  return isDecided || (isRun && (known.failedChecks ?? 0) >= threshold(spec.analysis));
}
