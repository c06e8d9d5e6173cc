import { describe, expect, it } from '@jest/globals';
import {
  ALL_TO_PRIMARY,
  backendsOf,
  Conflict,
  parseCanary,
  Unanswered,
  Wait,
  type Action,
  type Canaries,
  type RawCanary,
  type Written,
} from '@flagger/api';
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

const ACTIONS: readonly Action[] = [
  { do: 'ensurePrimary', revision: 'sha256:1', flaggerId: 'id' },
  { do: 'ensureApex' },
];

const never = (): never => {
  throw new Error('not here');
};
const WORKLOADS: Turn['workloads'] = {
  see: never,
  isApexOnTarget: never,
  generated: async () => [],
  backends: async (canary) => backendsOf(canary),
  ensureServices: never,
  ensurePrimary: never,
  ensureApex: never,
  ensureScaler: never,
  promote: never,
  sleepTarget: never,
  wakeTarget: never,
  releaseServices: never,
};
const ROUTER: Turn['router'] = { prepare: never, ensure: never, routes: never, setRoutes: never, release: never };

/** A performer, and a turn with these ports. */
function aTurn({
  workloads = {},
  router = {},
  writeStatus,
  writeEvent = never,
}: Partial<{ readonly writeEvent: () => Promise<void> }>
  & Partial<{ readonly [K in 'workloads' | 'router']: Partial<Turn[K]> }>
  & Partial<Pick<Canaries, 'writeStatus'>>) {
  if (!parsed.ok) {
    throw new Error('a Canary that makes no sense');
  }
  const read = (): RawCanary | undefined => (writeStatus ? parsed.canary : undefined);
  const canaries = { keys: () => [], read, writeStatus: writeStatus ?? never, writeMetadata: never };
  const clock = new VirtualClock();
  const asking = { clock, chance: () => 0, log: keptLog(), listeners: [], wake: never, checks: { find: never } };
  const session = new CheckSession('test/podinfo', asking);
  const turn: Turn = {
    key: 'test/podinfo',
    canary: parsed.canary,
    life: new Life({ session }),
    gate: () => undefined,
    intervalMs: 10_000,
    adoption: { wanted: () => [], adopt: async () => [], leave: never },
    workloads: { ...WORKLOADS, ...workloads },
    router: { ...ROUTER, ...router },
    former: { route: never, release: never, isOnTarget: never },
  };
  return {
    turn,
    performer: new Performer({ canaries, events: { write: writeEvent }, listeners: [], clock, log: keptLog() }),
  };
}

describe('events that were refused before', () => {
  it('are told after what is done for users', async () => {
    const done: string[] = [];
    const doing = (what: string) => async () => void done.push(what);
    const setRoutes = async (): Promise<Written> => {
      done.push('route');
      return ['VirtualService'];
    };
    const { turn, performer } = aTurn({ router: { setRoutes }, writeEvent: doing('event') });
    turn.life.untold = [{ id: 'id', type: 'Warning', message: 'refused', phase: '', checksum: '' }];
    await performer.perform([{ do: 'route', routes: ALL_TO_PRIMARY }], turn);
    expect(done).toEqual(['route', 'event']);
  });
});

/** Carries out that the primary is there, then the apex; gives what was done. */
async function performed(ensured: Written) {
  const done: string[] = [];
  const doing = (what: string, written: Written) => async (): Promise<Written> => {
    done.push(what);
    return written;
  };
  const workloads = { ensurePrimary: doing('ensurePrimary', ensured), ensureApex: doing('ensureApex', []) };
  const { turn, performer } = aTurn({ workloads });
  const { hasWritten } = await performer.perform(ACTIONS, turn);
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

describe('a primary that cannot be made', () => {
  it('ends the step but for what tells of it', async () => {
    const statuses: unknown[] = [];
    const { turn, performer } = aTurn({
      workloads: { ensurePrimary: () => Promise.reject(new Wait('forbidden')), ensureApex: never },
      writeStatus: async (canary, status) => {
        statuses.push(status);
        return canary;
      },
    });
    const noted: Action = { do: 'status', status: { failedChecks: 1 }, touch: false };
    await performer.perform([...ACTIONS, noted], turn);
    expect(statuses).toHaveLength(1);
    expect(turn.life.failures.known().map(({ action }) => action)).toEqual(['ensurePrimary']);
  });
});

describe('a target that is to sleep', () => {
  const SLEEP: Action = { do: 'sleepTarget' };
  const ENSURE: Action = { do: 'ensureRoutes', expected: ALL_TO_PRIMARY };
  /** Keeps the routes, for which this has to be written, then lets the target sleep. */
  async function sleeping(repaired: Written) {
    let isAsleep = false;
    const sleepTarget = async (): Promise<Written> => {
      isAsleep = true;
      return ['Deployment podinfo'];
    };
    const { turn, performer } = aTurn({
      workloads: { sleepTarget },
      router: { ensure: async () => repaired, routes: async () => ALL_TO_PRIMARY },
    });
    turn.life.steady.since('routes', ALL_TO_PRIMARY, 0);
    const { hasWritten } = await performer.perform([ENSURE, SLEEP], turn);
    return { isAsleep, hasWritten, calmSince: turn.life.steady.since('routes', ALL_TO_PRIMARY, 1000) };
  }

  it('does so where nobody was sent to it meanwhile', async () => {
    expect(await sleeping([])).toEqual({ isAsleep: true, hasWritten: true, calmSince: 0 });
  });

  it('keeps its pods where users had to be led back from it in the same turn, until proxies have heard of that', async () => {
    expect(await sleeping(['VirtualService podinfo'])).toEqual({ isAsleep: false, hasWritten: true, calmSince: 1000 });
  });
});

describe('a status that cannot be written', () => {
  const promoting = async (isFirst: object) => {
    const done: string[] = [];
    const promote = async (): Promise<Written> => {
      done.push('promote');
      return ['Deployment podinfo-primary'];
    };
    const { turn, performer } = aTurn({ workloads: { promote }, writeStatus: () => Promise.reject(new Wait('503')) });
    const noted: Action = { do: 'status', status: { failedChecks: 1 }, touch: false, ...isFirst };
    const promotion: Action = { do: 'promote', revision: 'two', flaggerId: 'id' };
    await performer.perform([noted, promotion], turn);
    return { done, failing: turn.life.failures.known().map(({ action }) => action) };
  };

  it('stops what rests on it', async () => {
    expect(await promoting({ isFirst: true })).toEqual({ done: [], failing: ['status'] });
  });

  it('stops nothing where it only tells', async () => {
    expect(await promoting({})).toEqual({ done: ['promote'], failing: [] });
  });
});

describe('routes that could not be written', () => {
  const ROUTE: Action = { do: 'route', routes: { primary: 50, canary: 50, mirrored: false } };

  it('may be there all the same, so that what is found then is not told as what somebody else did', async () => {
    const { turn, performer } = aTurn({ router: { setRoutes: () => Promise.reject(new Wait('no answer')) } });
    turn.life.routed = ALL_TO_PRIMARY;
    await performer.perform([ROUTE], turn);
    expect(turn.life.routed).toBeUndefined();
  });

  it('are known not to be there where somebody else was faster', async () => {
    const { turn, performer } = aTurn({ router: { setRoutes: () => Promise.reject(new Conflict('no')) } });
    turn.life.routed = ALL_TO_PRIMARY;
    await expect(performer.perform([ROUTE], turn)).rejects.toThrow(Conflict);
    expect(turn.life.routed).toBe(ALL_TO_PRIMARY);
  });
});

describe('users of a former name', () => {
  const since = async (written: Written | Error): Promise<number> => {
    const { turn, performer } = aTurn({});
    turn.life.steady.since('routes', 'here', 0);
    const route = (): Promise<Written> =>
      written instanceof Error ? Promise.reject(written) : Promise.resolve(written);
    const moving = { ...turn, former: { ...turn.former, route } };
    const moved = performer.perform(
      [{ do: 'routeFormer', former: { provider: 'istio', apex: 'old' }, users: ALL_TO_PRIMARY }],
      moving,
    );
    await moved.catch(() => undefined);
    return turn.life.steady.since('routes', 'here', 1000);
  };

  it.each<readonly [Error, number]>([
    [new Unanswered('no answer'), 1000],
    // the second attempt of what was done meets what the first one wrote
    [new Conflict('it was changed meanwhile'), 1000],
    [new Wait('forbidden'), 0],
  ])('may have moved just now where nobody knows: %s', async (error, at) => {
    expect(await since(error)).toBe(at);
  });

  it('have moved just now where they were led elsewhere, so that proxies get time to hear of it', async () => {
    expect(await since(['VirtualService old'])).toBe(1000);
    expect(await since([])).toBe(0);
  });
});
