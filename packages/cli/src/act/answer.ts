import { canaryStatus } from '@flagger/view';
import { canaryOf } from '../canary.ts';
import { type Asked, durationFlag } from '../command.ts';
import { EXIT, Ended } from '../exit.ts';

/** What the operator made of a request. */
export interface Answer {
  readonly isDone: boolean;
  readonly says: string;
}

const POLL_MS = 250;
const PATIENCE_MS = 30_000;

/** Waits for the condition that answers this very request; where nothing was asked for, until it is `False`. */
export async function awaitAnswer(
  asked: Asked,
  { condition, value }: { readonly condition: string; readonly value: string | undefined },
): Promise<Answer> {
  const { io } = asked;
  const endsAt = io.now() + durationFlag(asked, 'timeout', PATIENCE_MS);
  for (;;) {
    const { conditions } = canaryStatus(await canaryOf(asked));
    const found = conditions.find(({ type }) => type === condition);
    if (value === undefined ? found?.status !== 'True' : found?.message.startsWith(JSON.stringify(value))) {
      return { isDone: value === undefined || found?.status === 'True', says: found?.message ?? 'it goes on' };
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
