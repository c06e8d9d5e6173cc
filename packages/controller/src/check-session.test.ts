import { describe, expect, it } from '@jest/globals';
import { parseCanary, Wait, type Canary, type Checks, type Question } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { CheckSession } from './check-session.ts';

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

const asking = (what: Question['what'], session = 'step.0'): Question => ({
  id: `${session}-${what}`,
  what,
  phase: 'Progressing',
  checksum: '',
  session,
});

/** A session in which every question takes a minute, unless it is cancelled. */
function slow() {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const cancelled: string[] = [];
  const find: Checks['find'] = async ({ id }, _, signal) => {
    asked.push(id);
    signal.addEventListener('abort', () => void cancelled.push(id));
    await new Promise<void>((resolve) => clock.after(60_000, resolve));
    return [];
  };
  const ports = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: () => undefined, checks: { find } };
  return { clock, asked, cancelled, session: new CheckSession(KEY, ports) };
}

describe('a check session', () => {
  it('asks each question once, and stays the same however long the session take', async () => {
    const { clock, asked, session } = slow();
    session.ask(aCanary(), asking('rollback'));
    session.ask(aCanary(), asking('rollback'));
    await clock.pass(61_000);
    session.ask(aCanary(), asking('check'));
    await clock.pass(61_000);
    session.ask(aCanary(), asking('check'));
    expect(asked).toEqual(['step.0-rollback', 'step.0-check']);
    expect([session.known()?.id, session.known()?.findings.size]).toEqual(['step.0', 2]);
  });

  it('ends with its step: what is being asked is cancelled and what was found is forgotten', async () => {
    const { cancelled, session } = slow();
    session.ask(aCanary(), asking('check'));
    session.keepOnly('step');
    expect([cancelled, session.known()?.id]).toEqual([[], 'step.0']);
    session.keepOnly('ste');
    expect([cancelled, session.known()]).toEqual([['step.0-check'], undefined]);
  });

  it('gives way to the next one', () => {
    const { cancelled, session } = slow();
    session.ask(aCanary(), asking('check'));
    session.ask(aCanary(), asking('check', 'step.1'));
    expect([cancelled, session.known()?.id]).toEqual([['step.0-check'], 'step.1']);
  });
});

describe('what cannot be asked', () => {
  const check = asking('check');

  /** A canary whose every turn asks the same; the first `failures` times that fails. */
  function failing(error: unknown, { failures = Number.POSITIVE_INFINITY, chance = 0 } = {}) {
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
    const ask = (): void => session.ask(aCanary(), check);
    const session = new CheckSession(KEY, {
      clock,
      chance: () => chance,
      log,
      listeners: [],
      wake: () => {
        if (!session.known()?.findings.has(check.id)) {
          ask();
        }
      },
      checks: { find },
    });
    return { clock, log, ask, session, asked: () => asked };
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

  it('by many at the same moment is not asked again at the same moment', async () => {
    const { clock, ask, asked } = failing(new TypeError('cannot read'), { chance: 0.5 });
    ask();
    await clock.pass(74);
    expect(asked()).toBe(1);
    await clock.pass(1);
    expect(asked()).toBe(2);
  });

  it('is answered once it can be asked', async () => {
    const { clock, ask, asked, session } = failing(new TypeError('cannot read'), { failures: 3 });
    ask();
    await clock.pass(60_000);
    expect([asked(), session.known()?.findings.has(check.id)]).toEqual([4, true]);
  });

  it('is forgotten with its canary', async () => {
    const { clock, ask, asked, session } = failing(new TypeError('cannot read'));
    ask();
    await clock.pass(50);
    session.forget();
    await clock.pass(60_000);
    expect(asked()).toBe(1);
  });
});
