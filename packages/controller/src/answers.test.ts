import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Canary, type Question } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { Answers } from './answers.ts';

const KEY = 'test/podinfo';

function aCanary(): Canary {
  const spec = { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' }, service: { port: 80 }, analysis: { stepWeight: 10 } };
  const parsed = parseCanary({ apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name: 'podinfo', namespace: 'test', uid: 'uid' }, spec });
  if (!parsed.ok) throw new Error('a Canary that makes no sense');
  return parsed.canary;
}

const settle = (id: string): Question => ({ id: `step.${id}`, what: 'settle', phase: 'Finalising', checksum: '', ms: 5000 });

function settling() {
  const clock = new VirtualClock();
  const answers = new Answers({ clock, log: keptLog(), listeners: [], wake: () => undefined, checks: { find: async () => [] } });
  const ask = (question: Question): void => {
    answers.settleAnew(KEY, question);
    answers.ask(KEY, aCanary(), question);
  };
  return { clock, ask, answers, isSettled: (question: Question) => answers.of(KEY).has(question.id) };
}

describe('what is to settle', () => {
  it('is answered by time alone', async () => {
    const { clock, ask, isSettled } = settling();
    ask(settle('routes 100/0'));
    await clock.pass(4999);
    expect(isSettled(settle('routes 100/0'))).toBe(false);
    await clock.pass(1);
    expect(isSettled(settle('routes 100/0'))).toBe(true);
  });

  it('settles for its whole time again after something else was to settle, even if that passed', async () => {
    const { clock, ask, isSettled } = settling();
    ask(settle('routes 100/0'));
    await clock.pass(3000);
    ask(settle('routes 28/72'));
    ask(settle('routes 100/0'));
    await clock.pass(4000);
    expect(isSettled(settle('routes 100/0'))).toBe(false);
    await clock.pass(1000);
    expect([isSettled(settle('routes 100/0')), isSettled(settle('routes 28/72'))]).toEqual([true, false]);
  });

  it('is no longer settled once something else is to settle', async () => {
    const { clock, ask, answers, isSettled } = settling();
    ask(settle('routes 100/0'));
    await clock.pass(5000);
    answers.settleAnew(KEY, settle('routes 100/0'));
    expect(isSettled(settle('routes 100/0'))).toBe(true);
    answers.settleAnew(KEY, settle('routes 28/72'));
    expect(isSettled(settle('routes 100/0'))).toBe(false);
  });
});
