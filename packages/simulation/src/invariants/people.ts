import { annotationOf, VERBS, type Verb } from '@flagger/api';
import { stageOf } from '../stage.ts';
import { answerTo } from './asked.ts';
import { onStatus, type Invariant } from './invariant.ts';
import { promptly, readable, working } from './lasting.ts';

/** In which phases something can be done of what people ask; else it is refused. */
const DONE_IN: Readonly<Record<Verb, readonly string[]>> = {
  abort: ['Progressing', 'WaitingPromotion', 'Waiting', 'Promoting', 'Finalising'],
  reject: ['Progressing', 'WaitingPromotion', 'Waiting'],
  promote: ['Progressing', 'WaitingPromotion'],
  'skip-analysis': ['Progressing', 'WaitingPromotion'],
  approve: ['Progressing', 'WaitingPromotion', 'Waiting'],
  retry: ['Failed'],
};

export const answered: Invariant = {
  name: 'people are answered',
  holds: 'What people ask by annotation is done where its phase allows it, else refused with a reason.',
  applied: onStatus(({ before, after }) => {
    const { phase } = stageOf(before);
    const isWrong = (verb: Verb): boolean =>
      answerTo(after, verb).includes(' is done: ')
        ? !DONE_IN[verb].includes(phase)
        : !/ is refused: ./.test(answerTo(after, verb));
    const wrong = VERBS.find((verb) => answerTo(before, verb) !== answerTo(after, verb) && isWrong(verb));
    return wrong && `in ${phase} the answer to ${wrong} is ${answerTo(after, wrong)}`;
  }),
  lasts(world) {
    const found = working(world);
    if (!found || found.stage.phase === '' || !readable(found.canary)) {
      return undefined;
    }
    const { annotations = {} } = found.canary.metadata;
    const left = VERBS.find((verb) => {
      const value = annotations[annotationOf(verb)];
      return value !== undefined && !answerTo(found.canary, verb).startsWith(`${JSON.stringify(value)} `);
    });
    return left && { what: `nobody answers ${left}`, ms: promptly(world) };
  },
};
