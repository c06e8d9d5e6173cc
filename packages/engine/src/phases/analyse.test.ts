import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { stepId } from '../ids.ts';
import { find, NOW, observed, type Seen } from '../stories/observed-run.ts';

const TEN_SECONDS = 10_000;
const hooks = [{ type: 'rollback', name: 'rollback', url: 'http://hooks.example/' }] as const;

/** A run whose last step ended so long ago, and which has a session that was opened so long ago. */
function step({ since, openedAgo, ...seen }: Seen & { readonly since: number; readonly openedAgo: number }) {
  const run = observed({
    spec: { analysis: { interval: '10s', webhooks: hooks } },
    ...seen,
    also: { since: NOW - since },
  });
  return decide({ ...run, session: { id: `${stepId(run)}.0`, startedAt: NOW - openedAgo, findings: new Map() } });
}

describe('a check after something stopped the run', () => {
  it('is no going on with what was asked meanwhile, but waits until it is due', () => {
    const waits = step({ since: 4000, openedAgo: 2000 });
    expect(waits.ask).toBeUndefined();
    expect(waits.next).toEqual({ at: NOW - 2000 + TEN_SECONDS });
  });

  it('begins an interval after what was asked meanwhile, under a number of its own', () => {
    const waits = step({ since: 14_000, openedAgo: 9000 });
    expect(waits.ask).toBeUndefined();
    expect(waits.next).toEqual({ at: NOW - 9000 + TEN_SECONDS });
    const asks = step({ since: 30_000, openedAgo: 25_000 });
    expect(asks.ask).toMatchObject({ what: 'rollback' });
    expect(asks.ask?.session).toMatch(/\.1$/);
  });

  it('goes on with a session that was opened when it was due', () => {
    const asks = step({ since: 11_000, openedAgo: 500 });
    expect(asks.ask?.session).toMatch(/\.0$/);
  });
});

describe('a run that waits for its promotion', () => {
  const webhooks = [{ type: 'confirm-promotion', name: 'gate', url: 'http://hooks.example/' }] as const;
  const Skipped = { type: 'Skipped', status: 'True', reason: 'SkipAnalysis', message: 'skipped' } as const;

  /** The iteration that is written down where so many were passed and the gate is closed. */
  function waitsAt(iterations: number, conditions: readonly (typeof Skipped)[]): number | undefined {
    const run = observed({
      spec: { analysis: { interval: '10s', iterations: 5, stepWeight: 0, webhooks } },
      status: { iterations, canaryWeight: 0, conditions },
      routes: { primary: 100, canary: 0, mirrored: false },
      also: { since: NOW - 30_000, session: undefined },
    });
    const { ask } = decide(run);
    expect(ask?.what).toBe('confirm-promotion');
    const reply = { kind: 'reply', hook: 'confirm-promotion', name: 'gate', ok: false, message: '' } as const;
    const session = { id: ask?.session ?? '', startedAt: NOW, findings: new Map([[ask?.id ?? '', [reply]]]) };
    const change = find(decide({ ...run, session }), 'status')?.status;
    expect(change?.phase).toBe('WaitingPromotion');
    return change?.iterations;
  }

  it('says that it passed no iteration that was left out, one less as with Flagger', () => {
    expect([0, 1, 3].map((passed) => waitsAt(passed, [Skipped]))).toEqual([0, 0, 2]);
  });
});
