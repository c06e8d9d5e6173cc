import type { Answer, Phase, Question, QuestionKind, Step } from '@flagger/api';
import { digest } from './digest.ts';
import { checksum, stepId } from './ids.ts';
import { intervalOf } from './interval.ts';
import type { Observed } from './observed.ts';
import { step, type Action } from './step.ts';

/** What to ask; `poll` tells one asking from the next where nothing was written in between. */
export interface Asked {
  readonly what: QuestionKind;
  readonly poll?: number | string;
  /** What hooks are told as the phase; the canary's own where absent. */
  readonly phase?: Phase;
  readonly ms?: number;
}

/** The question of this step: the same id whenever it is asked again. */
export function question({ canary, ...observed }: Observed, { what, poll = 0, phase, ms }: Asked): Question {
  return {
    id: `${stepId({ canary, ...observed })}.${digest(what, poll).slice(0, 12)}`,
    what,
    phase: phase ?? canary.status.phase ?? '',
    checksum: checksum(canary),
    ...(ms === undefined ? {} : { ms }),
  };
}

/** The answer, if there is one that is not older than an interval; an older one says nothing about now. */
export function answerTo(observed: Observed, asked: Asked): Answer | undefined {
  const answer = observed.answers.get(question(observed, asked).id);
  const isFresh = answer && (asked.what === 'settle' || observed.now - answer.at <= intervalOf(observed));
  return isFresh ? answer : undefined;
}

/** Does the actions, then asks and waits for the answer. */
export const ask = (observed: Observed, actions: readonly Action[], asked: Asked): Step => ({
  ...step(actions),
  ask: question(observed, asked),
});

/** True once proxies have had time to hear of the last change. */
export const hasSettled = (observed: Observed): boolean =>
  observed.settleMs === 0 || answerTo(observed, settle(observed)) !== undefined;

/** To settle after other routes, or after the apex service changed, is another question. */
export const settle = ({ settleMs, routes, isApexOnPrimary }: Observed): Asked => ({
  what: 'settle',
  ms: settleMs,
  poll: `${routes?.canary ?? ''} ${routes?.mirrored ?? ''} ${isApexOnPrimary}`,
});
