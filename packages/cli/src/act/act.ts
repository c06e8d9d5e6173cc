import { annotationOf } from '@flagger/api';
import { type CanaryState, canaryStatus, isOfOtherOperator } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import { type Asked, isFlag, nameIn, namespaceOf, textFlag } from '../command.ts';
import { EXIT, Ended, type ExitCode } from '../exit.ts';
import { isPrinted } from '../output/document.ts';
import { type Answer, awaitAnswer } from './answer.ts';
import { mayDo } from './may-do.ts';
import { ASKS, type Ask } from './verbs.ts';
import { whoAmI } from './who-am-i.ts';

/** One verb that asks something of the operator: by an annotation, whose answer is waited for. */
export async function act(asked: Asked): Promise<ExitCode> {
  const { ask, name } = askOf(asked);
  const before = canaryStatus(await canaryOf(asked));
  await mayDo(asked, { verb: 'patch', group: 'flagger.app', resource: 'canaries', namespace: namespaceOf(asked) });
  if (!isFlag(asked, 'force')) {
    refuseElsewhere(before, { ask, name });
    const done = ask.isDone(before);
    if (done !== undefined) {
      return tell(asked, { before, after: before, answer: { isDone: true, says: done } });
    }
    refuseWithoutEffect(before, { ask, name });
  }
  const value = name === 'resume' ? undefined : await valueOf(asked);
  const place = { namespace: namespaceOf(asked), name: nameIn(asked) };
  await asked.cluster.patch('Canary', place, {
    metadata: { annotations: { [annotationOf(ask.annotation)]: value ?? null } },
  });
  if (textFlag(asked, 'wait') === 'false') {
    return tell(asked, {
      before,
      after: before,
      answer: { isDone: true, says: 'asked, the answer is not waited for' },
    });
  }
  const answer = await awaitAnswer(asked, { condition: ask.condition, value });
  return tell(asked, { before, after: canaryStatus(await canaryOf(asked)), answer });
}

function askOf(asked: Asked): Asking {
  const verb = textFlag(asked, 'verb') ?? '';
  const name = verb === 'promote' && isFlag(asked, 'skipAnalysis') ? 'skip-analysis' : verb;
  const ask = ASKS[name];
  if (ask === undefined) {
    throw new Ended(EXIT.usage, `there is no verb ${name}`);
  }
  return { ask, name };
}

interface Asking {
  readonly ask: Ask;
  readonly name: string;
}

function refuseElsewhere(state: CanaryState, { ask, name }: Asking): void {
  if (isOfOtherOperator(state)) {
    throw refused(
      { state, name },
      `the operator of this cluster does not know it, as far as its status shows: Flagger's own reads no annotations. There, ${ask.elsewhere}. --force asks all the same`,
    );
  }
}

function refuseWithoutEffect(state: CanaryState, { ask, name }: Asking): void {
  const refusal = ask.refusal(state);
  if (refusal !== undefined) {
    throw refused({ state, name }, refusal);
  }
}

const refused = ({ state, name }: { readonly state: CanaryState; readonly name: string }, because: string): Ended =>
  new Ended(EXIT.refused, `${name} of ${state.name}.${state.namespace} is refused: ${because}`);

/** `<time>[ for <gate>] by <name>`, as docs/verbs.md says; at most 200 characters. */
async function valueOf(asked: Asked): Promise<string> {
  const gate = textFlag(asked, 'gate');
  const by = textFlag(asked, 'by') ?? (await whoAmI(asked));
  const parts = [
    new Date(asked.io.now()).toISOString(),
    ...(gate === undefined ? [] : [`for ${gate}`]),
    ...(by === undefined ? [] : [`by ${by}`]),
  ];
  return parts.join(' ').replace(/\s+/g, ' ').trim().slice(0, 200).trim();
}

interface Told {
  readonly before: CanaryState;
  readonly after: CanaryState;
  readonly answer: Answer;
}

async function tell(asked: Asked, { before, after, answer }: Told): Promise<ExitCode> {
  if (!(await isPrinted(asked, 'Answer', { before: placeOf(before), after: placeOf(after), answer }))) {
    asked.io.out(`${before.name}.${before.namespace}   ${textOf(before)} → ${textOf(after)}\n`);
  }
  asked.io.say(answer.says);
  return answer.isDone ? EXIT.done : EXIT.refused;
}

const placeOf = ({ phase, weight, step }: CanaryState): object => ({ phase, weight, step });

const textOf = ({ phase, weight }: CanaryState): string => `${phase || 'unseen'} ${weight}%`;
