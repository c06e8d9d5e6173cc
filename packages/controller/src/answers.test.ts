import { describe, expect, it } from '@jest/globals';
import { parseCanary, Wait, type Canary, type Question } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { Answers } from './answers.ts';

const KEY = 'test/podinfo';

function aCanary(): Canary {
  const spec = {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    analysis: { stepWeight: 10 },
  };
  const parsed = parseCanary({
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'uid' },
    spec,
  });
  if (!parsed.ok) {
    throw new Error('a Canary that makes no sense');
  }
  return parsed.canary;
}

const settle = (id: string): Question => ({
  id: `step.${id}`,
  what: 'settle',
  phase: 'Finalising',
  checksum: '',
  ms: 5000,
});

function settling() {
  const clock = new VirtualClock();
  const answers = new Answers(KEY, {
    clock,
    log: keptLog(),
    listeners: [],
    wake: () => undefined,
    checks: { find: async () => [] },
  });
  const ask = (question: Question): void => {
    answers.settleAnew(question);
    answers.ask(aCanary(), question);
  };
  return { clock, ask, answers, isSettled: (question: Question) => answers.known().has(question.id) };
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
    answers.settleAnew(settle('routes 100/0'));
    expect(isSettled(settle('routes 100/0'))).toBe(true);
    answers.settleAnew(settle('routes 28/72'));
    expect(isSettled(settle('routes 100/0'))).toBe(false);
  });
});

describe('what cannot be asked', () => {
  const check: Question = { id: 'step.check', what: 'check', phase: 'Progressing', checksum: '', ms: 1000 };

  /** A canary whose every turn asks the same; the first `failures` times that fails. */
  function failing(error: unknown, failures = Number.POSITIVE_INFINITY) {
    const clock = new VirtualClock();
    const log = keptLog();
    let asked = 0;
    const find = async (): Promise<[]> => {
      asked++;
      if (asked <= failures) {
        throw error;
      }
      return [];
    };
    const ask = (): void => answers.ask(aCanary(), check);
    const answers = new Answers(KEY, {
      clock,
      log,
      listeners: [],
      wake: () => {
        if (!answers.known().has(check.id)) {
          ask();
        }
      },
      checks: { find },
    });
    return { clock, log, ask, answers, asked: () => asked };
  }

  it.each([
    ['a bug', new TypeError('cannot read'), 'error'],
    ['no leave to ask', new Wait('the lease is not ours'), 'warn'],
  ])('is asked again ever more rarely, up to once in half a minute (%s)', async (_, error, level) => {
    const { clock, log, ask, asked } = failing(error);
    ask();
    await clock.pass(99);
    expect(asked()).toBe(1);
    await clock.pass(1);
    expect(asked()).toBe(2);
    await clock.pass(10 * 60_000);
    expect(asked()).toBeGreaterThan(20);
    expect(asked()).toBeLessThan(40);
    expect(new Set(log.lines.map((line) => line.level))).toEqual(new Set([level]));
  });

  it('is answered once it can be asked', async () => {
    const { clock, ask, asked, answers } = failing(new TypeError('cannot read'), 3);
    ask();
    await clock.pass(60_000);
    expect([asked(), answers.known().has(check.id)]).toEqual([4, true]);
  });

  it('is forgotten with its canary', async () => {
    const { clock, ask, asked, answers } = failing(new TypeError('cannot read'));
    ask();
    await clock.pass(50);
    answers.forget();
    await clock.pass(60_000);
    expect(asked()).toBe(1);
  });
});
