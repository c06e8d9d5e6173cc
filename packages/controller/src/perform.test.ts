import { describe, expect, it } from '@jest/globals';
import { parseCanary, type Action, type Written } from '@flagger/api';
import { keptLog, VirtualClock } from '@flagger/testing';
import { CheckSession } from './check-session.ts';
import { Life } from './life.ts';
import { Performer } from './perform.ts';
import type { Turn } from './turn.ts';

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

const ACTIONS: readonly Action[] = [{ do: 'ensurePrimary', flaggerId: 'id' }, { do: 'ensureApex' }];

/** Carries out that the primary is there, then the apex; gives what was done. */
async function performed(ensured: Written) {
  if (!parsed.ok) {
    throw new Error('a Canary that makes no sense');
  }
  const done: string[] = [];
  const doing = (what: string, written: Written) => async (): Promise<Written> => {
    done.push(what);
    return written;
  };
  const never = (): never => {
    throw new Error('not here');
  };
  const workloads: Turn['workloads'] = {
    see: never,
    backends: never,
    ensureServices: never,
    ensureScaler: never,
    promote: never,
    sleepTarget: never,
    wakeTarget: never,
    releaseServices: never,
    ensurePrimary: doing('ensurePrimary', ensured),
    ensureApex: doing('ensureApex', []),
  };
  const router = { prepare: never, ensure: never, routes: never, setRoutes: never, release: never };
  const canaries = { keys: () => [], read: () => undefined, writeStatus: never, writeMetadata: never };
  const clock = new VirtualClock();
  const asking = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: never, checks: { find: never } };
  const session = new CheckSession('test/podinfo', asking);
  const performer = new Performer({ canaries, events: { write: never }, listeners: [], clock, log: keptLog() });
  const { hasWritten } = await performer.perform(ACTIONS, {
    key: 'test/podinfo',
    canary: parsed.canary,
    life: new Life({ session }),
    gate: () => undefined,
    intervalMs: 10_000,
    workloads,
    router,
    former: { route: never, release: never },
  });
  return { done, hasWritten };
}

describe('a primary that is to be there', () => {
  it('goes on with the step where it is', async () => {
    expect(await performed([])).toEqual({ done: ['ensurePrimary', 'ensureApex'], hasWritten: false });
  });

  it('ends the step where it had to be made: the rest was decided on another one', async () => {
    expect(await performed(['Deployment podinfo-primary'])).toEqual({ done: ['ensurePrimary'], hasWritten: true });
  });
});
