import { describe, expect, it } from '@jest/globals';
import type { CountsFinding, Question } from '@flagger/api';
import type { MemoryShell, Process, WriteAttempt } from '@flagger/testing';
import { aCanary, allIsWell, aShell, running, PRIMARY, setImage, weights } from './podinfo.ts';

const NAME = 'request-success-rate';
const canary = aCanary({
  analysis: {
    ...{ interval: '20s', stepWeight: 10, maxWeight: 60 },
    compare: { warmUp: '0s' },
    metrics: [{ name: NAME, compare: {} }],
  },
});

type Window = NonNullable<Question['window']>;

/** Requests of whole seconds, so that two windows have what one over both has: the canary fails more than twice as often. */
function counted({ from, to }: Window): CountsFinding {
  const between = (perSecond: number, failing: number) => ({
    n: perSecond * (to - from),
    x: Math.floor(perSecond * failing * to) - Math.floor(perSecond * failing * from),
  });
  const tables = [{ canary: between(20, 0.052), primary: between(80, 0.02) }];
  return { kind: 'counts', name: NAME, seenFrom: 'client', from, to, tables };
}

interface Told {
  readonly asked: readonly Window[];
  readonly windows: readonly Window[];
  /** What was remembered after so many windows, by these windows. */
  readonly remembered: ReadonlyMap<string, unknown>;
  readonly state: readonly unknown[];
  readonly rolledBack: string;
  readonly writes: readonly string[];
}

interface Trouble {
  /** The process is killed at this write, and another starts a second later. */
  readonly kill?: (write: WriteAttempt, isToBeCounted: boolean) => boolean;
  /** Done each second. */
  readonly each?: (shell: MemoryShell, second: number) => void;
}

/** A release that is compared, with what was counted of it as the status has it after each write. */
async function release({ kill = () => false, each = () => undefined }: Trouble = {}): Promise<Told> {
  const asked: Window[] = [];
  const windows: Window[] = [];
  const remembered = new Map<string, unknown>();
  let requests = 0;
  let isKilled = false;
  const look = (): void => {
    const [metric] = shell.statuses.at(-1)?.analysis?.metrics ?? [];
    const now = metric?.canary.requests ?? 0;
    const last = asked.findLast((window) => 20 * (window.to - window.from) === now - requests);
    if (now > requests && last) {
      windows.push(last);
      remembered.set(JSON.stringify(windows), metric);
    }
    requests = now;
  };
  const onWrite = (write: WriteAttempt, process: Process): void => {
    if (write.moment === 'after' && write.what.startsWith('status')) {
      look();
    }
    if (!isKilled && kill(write, asked.length > windows.length)) {
      isKilled = true;
      process.kill();
    }
  };
  const find = (question: Question) => {
    if (question.what !== 'check') {
      return allIsWell(question);
    }
    asked.push(...(question.window ? [question.window] : []));
    return question.window ? [counted(question.window)] : [];
  };
  const shell: MemoryShell = aShell({ canary, onWrite, find });
  shell.start();
  for (let second = 0; second < 260; second++) {
    if (second === 40) {
      setImage(shell, 'podinfo:2');
    }
    await shell.pass(1);
    if (shell.process?.isDead) {
      shell.start();
    }
    each(shell, second);
  }
  const rolledBack = shell.events.find(({ message }) => message.startsWith('Rolling back'))?.message ?? '';
  const state = [shell.canary().status?.phase, running(shell, PRIMARY), weights(shell)];
  return { asked, windows, remembered, state, rolledBack, writes: shell.writes };
}

/** Nothing was counted twice, and what was told is what was counted. */
function holds({ windows, state, rolledBack }: Told): void {
  const ends = windows.flatMap(({ from, to }) => [from, to]);
  expect(ends).toEqual([...ends].sort((one, other) => one - other));
  const sum = windows
    .map(counted)
    .reduce((all, { tables: [table] }) => ({ n: all.n + (table?.canary.n ?? 0), x: all.x + (table?.canary.x ?? 0) }), {
      n: 0,
      x: 0,
    });
  expect(rolledBack).toContain(`${NAME} is worse than the primary: ${sum.x} of ${sum.n} failed against`);
  expect(state).toEqual(['Failed', 'podinfo:1 x2', [100, 0]]);
}

describe('a comparison', () => {
  it('counts no request twice and remembers the same of the same windows, around whichever write of the status the process is killed', async () => {
    const undisturbed = await release();
    holds(undisturbed);
    expect(undisturbed.windows.length).toBeGreaterThan(2);
    let compared = 0;
    const writes = undisturbed.writes.flatMap((what, at) => (what === 'status Progressing' ? [at + 1] : []));
    expect(writes.length).toBeGreaterThan(4);
    for (const number of writes) {
      for (const moment of ['before', 'after'] as const) {
        const told = await release({ kill: (write) => write.number === number && write.moment === moment });
        holds(told);
        for (const [windows, metric] of told.remembered) {
          const known = undisturbed.remembered.get(windows);
          compared += known === undefined ? 0 : 1;
          expect(known ?? metric).toEqual(metric);
        }
      }
    }
    expect(compared).toBeGreaterThan(writes.length);
  }, 300_000);

  it('asks again from where the status was left, where the process dies before what was counted is written', async () => {
    const told = await release({
      kill: ({ what, moment }, isToBeCounted) => isToBeCounted && moment === 'before' && what === 'status Progressing',
    });
    holds(told);
    const at = told.asked.findIndex(({ to }, index) => (told.asked[index + 1]?.from ?? to) < to);
    expect(at).toBeGreaterThanOrEqual(0);
    expect(told.windows).not.toContainEqual(told.asked[at]);
    expect(told.windows).toContainEqual(told.asked[at + 1]);
  });

  it('goes on with another leader, again and again', async () => {
    holds(
      await release({
        each: (shell, second) => {
          if (second > 45 && second % 7 === 0) {
            Object.assign(shell.process ?? {}, { isDead: true });
            shell.start();
          }
        },
      }),
    );
  });

  it('counts once where a leader does not know yet that there is another one', async () => {
    holds(
      await release({
        each: (shell, second) => {
          if (second === 50 || second === 75) {
            shell.start();
          }
        },
      }),
    );
  });
});

describe.each([
  ['knows nothing of it', ['analysis']],
  ['is an older one', ['analysis.since', 'analysis.until', 'analysis.metrics']],
])('a Canary that compares, where the CRD in the cluster %s', (_, dropped) => {
  it('is refused with the command that mends it, and goes on once that was done', async () => {
    const prunes = [...dropped];
    const shell = aShell({
      canary,
      prunes,
      find: (question) =>
        question.what === 'check' ? (question.window ? [counted(question.window)] : []) : allIsWell(question),
    });
    shell.start();
    await shell.pass(40);
    setImage(shell, 'podinfo:2');
    await shell.pass(200);
    const accepted = (): unknown => shell.canary().status?.conditions?.find(({ type }) => type === 'Accepted');
    expect(accepted()).toMatchObject({
      status: 'False',
      message: expect.stringContaining('kubectl apply -f artifacts/flagger/crd.yaml'),
    });
    expect(shell.asked.filter(({ window }) => window)).toEqual([]);
    expect(shell.events.map(({ message }) => message)).toContainEqual(expect.stringContaining('cannot work'));
    expect(weights(shell)[1]).toBeLessThanOrEqual(20);
    prunes.length = 0;
    await shell.pass(300);
    expect(accepted()).toMatchObject({ status: 'True' });
    expect(shell.canary().status?.phase).toBe('Failed');
    expect(shell.events.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('is worse than the primary'),
    );
  });
});
