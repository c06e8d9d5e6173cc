import type { KubeObject } from '@flagger/api';
import { canaryStatus } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import { type Asked, durationFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';
import { whileAway } from '../wait/while-away.ts';

/** What the operator made of a request. */
export interface Answer {
  readonly isDone: boolean;
  readonly says: string;
}

const POLL_MS = 250;
const PATIENCE_MS = 30_000;

/** Waits for the condition that answers this very request; where nothing was asked for, until it is `False`. */
export async function awaitAnswer(asked: Asked, request: Request): Promise<Answer> {
  const { io } = asked;
  const endsAt = io.now() + durationFlag(asked, 'timeout', PATIENCE_MS);
  for (;;) {
    const canary = await canaryOf(asked).catch(whileAway);
    const answer = canary && answerIn(canary, request);
    if (answer !== undefined) {
      return answer;
    }
    if (io.now() >= endsAt) {
      throw new Ended(EXIT.timeout, 'the operator did not answer in time; it answers as soon as it can: see status');
    }
    await io.pause(POLL_MS);
    if (io.signal.aborted) {
      throw new Ended(EXIT.interrupted, 'interrupted: what was asked stays asked');
    }
  }
}

/** The condition that answers, and the value that it begins with; undefined where nothing was asked for. */
interface Request {
  readonly condition: string;
  readonly value: string | undefined;
}

function answerIn(canary: KubeObject, { condition, value }: Request): Answer | undefined {
  const found = canaryStatus(canary).conditions.find(({ type }) => type === condition);
  return (value === undefined ? found?.status !== 'True' : found?.message.startsWith(JSON.stringify(value)))
    ? { isDone: value === undefined || found?.status === 'True', says: found?.message ?? 'it goes on' }
    : undefined;
}
