import { Wait } from '@flagger/api';
import { ApiError } from '@flagger/kubernetes';
import { describe, expect, it } from '@jest/globals';
import { aCanary, aCondition, routed } from '../../test/objects.ts';
import { awaitAnswer } from '../act/answer.ts';
import { awaitOutcome } from './await-outcome.ts';

const WHAT = 'getting Canary podinfo.test: connect ECONNREFUSED';

/** A cluster that answers so, each time it is asked; the last answer stays. */
function asked(answers: readonly (object | Error)[], flags: object = {}) {
  const told: string[] = [];
  let [now, at] = [0, 0];
  const get = async (): Promise<object> => {
    const answer = answers[Math.min(at++, answers.length - 1)] ?? {};
    if (answer instanceof Error) {
      throw answer;
    }
    return answer;
  };
  const io = {
    now: () => now,
    pause: async (ms: number) => void (now += ms),
    say: (text: string) => told.push(text),
    out: () => undefined,
    signal: new AbortController().signal,
  };
  return { told, as: { names: ['podinfo'], flags, io, cluster: { namespace: 'test', get } } as never };
}

const away = new Wait(WHAT);
const running = aCanary();
const flags = { for: 'succeeded', timeout: '10m' };

describe('who waits for a canary', () => {
  it('waits on while the API server is away, and is told so once', async () => {
    const { told, as } = asked([running, away, away, aCanary({ phase: 'Succeeded' })], flags);
    expect(await awaitOutcome(as)).toBe(0);
    expect(told.filter((line) => line.includes('the API server does not answer'))).toHaveLength(1);
    expect(told.at(-1)).toContain('Succeeded');
  });

  it('is told at once where nobody answered yet, and where somebody says no', async () => {
    await expect(awaitOutcome(asked([away, running], flags).as)).rejects.toThrow(WHAT);
    const expired = new Wait('who are you', { cause: new ApiError('who are you', { status: 401 }) });
    await expect(awaitOutcome(asked([running, expired], flags).as)).rejects.toThrow('who are you');
    await expect(awaitOutcome(asked([running, new Error('forbidden')], flags).as)).rejects.toThrow('forbidden');
  });

  it('waits no longer than is said', async () => {
    await expect(awaitOutcome(asked([running, away], flags).as)).rejects.toThrow(
      'podinfo.test is not succeeded in time: the API server does not answer',
    );
  });
});

it('who asks a verb is answered after the API server was away', async () => {
  const conditions = [aCondition('AskedToPromote', 'True', '"2026" is done'), routed];
  const { as } = asked([away, aCanary({ conditions })]);
  const answer = await awaitAnswer(as, { condition: 'AskedToPromote', value: '2026' });
  expect(answer).toEqual({ isDone: true, says: '"2026" is done' });
});
