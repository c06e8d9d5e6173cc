import { describe, expect, it } from '@jest/globals';
import type { CanaryStatus, Routes, Step } from '@flagger/api';
import { decide } from './decide.ts';
import {
  ASLEEP,
  done,
  find,
  LONG_AGO,
  messages,
  NOT_YET,
  NOW,
  observed,
  READY,
  STUCK,
  TO_PRIMARY,
  type Seen,
} from './stories/observed-run.ts';

describe('pods that are given up', () => {
  it('end the run for good: users go back and the decision is written down before the target sleeps', () => {
    const step = decide(observed({ target: { state: STUCK } }));
    expect(done(step)).toEqual(['route', 'event', 'alert', 'status']);
    expect(find(step, 'status')?.status).toEqual({
      conditions: { RollingBack: expect.objectContaining({ status: 'True', reason: 'PodsNotReady' }) },
    });
  });

  it('do not hold up what will replace them while they serve on', () => {
    expect(decide(observed({ primary: STUCK, isPrimaryServing: true, also: { since: LONG_AGO } })).ask?.what).toBe(
      'check',
    );
  });

  it('stay given up when nothing can be seen of them any more', () => {
    const conditions = [{ type: 'RollingBack', status: 'True', reason: 'PodsNotReady', message: 'not ready' } as const];
    expect(
      find(decide(observed({ status: { conditions }, target: { state: ASLEEP }, routes: TO_PRIMARY })), 'status')
        ?.status.phase,
    ).toBe('Failed');
  });
});

describe('a target that sleeps during a run', () => {
  it('is woken and not analysed', () => {
    expect(done(decide(observed({ target: { state: ASLEEP } })))).toContain('wakeTarget');
  });

  it('sleeps on where the run is about to end', () => {
    const step = decide(observed({ status: { failedChecks: 2 }, target: { state: ASLEEP }, routes: TO_PRIMARY }));
    expect(done(step)).toContain('sleepTarget');
    expect(done(step)).not.toContain('wakeTarget');
  });
});

describe('routes that were lost', () => {
  it.each([
    [READY, { primary: 70, canary: 30, mirrored: false }],
    [NOT_YET, TO_PRIMARY],
  ])('come back without anybody for pods that are not there: %j', (state, expected) => {
    const step = decide(observed({ target: { state }, routes: undefined }));
    expect(find(step, 'ensureRoutes')?.expected).toEqual(expected);
  });
});

describe('copies of requests, while the primary has no pods', () => {
  const routed = (mirrored: boolean) => ({ primary: 100, canary: 0, mirrored });
  const wanted = (isServing: boolean, isMirrored: boolean) => {
    const conditions = [
      {
        type: 'Routed',
        status: 'True',
        reason: 'Weights',
        message: 'istio routes podinfo: primary 100, canary 0, mirrored',
      },
    ] as const;
    const step = decide(
      observed({
        status: { conditions, canaryWeight: 0, iterations: 1 },
        target: { state: NOT_YET, isServing },
        primary: NOT_YET,
        routes: routed(isMirrored),
      }),
    );
    return find(step, 'ensureRoutes')?.expected;
  };

  it('are not begun for a canary that is not ready', () => {
    expect([wanted(false, false), wanted(true, false)]).toEqual([routed(false), routed(false)]);
  });

  it('go on while the canary serves, and stop when it does not', () => {
    expect([wanted(true, true), wanted(false, true)]).toEqual([routed(true), routed(false)]);
  });
});

describe('what settles', () => {
  const ending: Seen = { status: { phase: 'Finalising', canaryWeight: 0 }, routes: TO_PRIMARY };
  const since = (routes: number): Seen => ({
    ...ending,
    also: { still: { routes, target: LONG_AGO, primary: LONG_AGO } },
  });

  it('is waited for before the target sleeps', () => {
    expect(done(decide(observed(since(NOW - 5000))))).toContain('sleepTarget');
    const early = decide(observed(since(NOW - 4000)));
    expect([done(early).includes('sleepTarget'), early.next]).toEqual([false, { at: NOW + 1000 }]);
  });

  it('begins anew when users were sent to the canary meanwhile, however long ago the routes changed', () => {
    const step = decide(observed({ ...ending, routes: { primary: 28, canary: 72, mirrored: false } }));
    expect([done(step).includes('sleepTarget'), find(step, 'route')?.routes]).toEqual([false, TO_PRIMARY]);
  });
});

describe('a primary that was deleted', () => {
  const gone: Seen = { primary: undefined };
  const set = (status: CanaryStatus, target: Seen['target'] = { revision: 'sha256:v1' }): Step =>
    decide(observed({ ...gone, status, target }));

  it.each<[string, Step]>([
    ['is at what was promoted', set({ lastAppliedSpec: 'sha256:v1' })],
    ['is at what was promoted, between runs', set({ phase: 'Succeeded', lastAppliedSpec: 'sha256:v1' })],
    ['is at what was copied in this run', set({ phase: 'Promoting' }, { revision: 'sha256:v2' })],
  ])('is made anew where the target %s', (_, step) => {
    expect(done(step)).toContain('ensurePrimary');
  });

  it('is had back whatever the target is, where what was promoted is still there', () => {
    const step = decide(observed({ ...gone, target: { revision: 'sha256:v2' }, also: { isPromotedKept: true } }));
    expect(done(step)).toContain('ensurePrimary');
  });

  it('cannot come back by a target whose revisions are never the same twice', () => {
    const { target, ...seen } = observed({ ...gone, target: { revision: 'sha256:v2' } });
    const step = decide({ ...seen, target: target.state === 'found' ? { ...target, neverReturns: true } : target });
    expect(JSON.stringify(step.actions)).toContain('delete and create the Canary to make it anew');
    expect(done(step)).not.toContain('ensurePrimary');
  });

  it.each<[string, Step, RegExp]>([
    ['the target is at something else', set({}, { revision: 'sha256:v2' }), /set it back to that revision/],
    [
      'it may have had other configs',
      set(
        { lastAppliedSpec: 'sha256:v1', trackedConfigs: { 'configmap/a': '1' } },
        { revision: 'sha256:v1', configs: { 'configmap/a': '1' } },
      ),
      /delete and create the Canary/,
    ],
    [
      'a failed run had other configs',
      set(
        { phase: 'Failed', lastAppliedSpec: 'sha256:v1', canaryWeight: 0, trackedConfigs: { 'configmap/a': '1' } },
        { revision: 'sha256:v1', configs: { 'configmap/a': '1' } },
      ),
      /delete and create the Canary/,
    ],
  ])('stays away where %s, and it is said what helps', (_, step, hint) => {
    expect(done(step)).not.toContain('ensurePrimary');
    expect(messages(step)).toMatch(hint);
  });
});

describe('a target that changes during a run', () => {
  it('begins the analysis anew, also with the promoted template and a config that never was analysed', () => {
    const step = decide(
      observed({
        target: { revision: 'sha256:v1', configs: { 'configmap/a': '2' } },
        status: { trackedConfigs: { 'configmap/a': '2' } },
      }),
    );
    expect(find(step, 'status')?.status).toMatchObject({
      phase: 'Progressing',
      canaryWeight: 0,
      lastAppliedSpec: 'sha256:v1',
    });
  });
});

describe('a spec that is edited during a run', () => {
  it('does not take what one strategy left in the mesh for a step of the other', () => {
    const all: Routes = { primary: 0, canary: 100, mirrored: false };
    const step = decide(
      observed({ spec: { analysis: { stepWeight: 100 } }, status: { canaryWeight: 0, iterations: 2 }, routes: all }),
    );
    expect([find(step, 'route')?.routes, find(step, 'status')]).toEqual([TO_PRIMARY, undefined]);
  });
});

describe('skipAnalysis', () => {
  it('replaces even a primary that cannot start', () => {
    const rest: Seen = { spec: { skipAnalysis: true, analysis: {} }, primary: STUCK, routes: TO_PRIMARY };
    expect(
      find(
        decide(observed({ ...rest, status: { phase: 'Failed', lastAppliedSpec: 'sha256:v0', canaryWeight: 0 } })),
        'status',
      )?.status.phase,
    ).toBe('Progressing');
    expect(done(decide(observed({ ...rest, status: { canaryWeight: 0 } })))).toContain('promote');
  });
});

describe('initialisation', () => {
  it('takes users back from a target that an older canary left with traffic, before it sleeps', () => {
    const left: Seen = {
      status: { phase: 'Initializing', canaryWeight: 0 },
      spec: { skipAnalysis: true, analysis: {} },
    };
    expect(done(decide(observed(left)))).toEqual([
      'prepareMesh',
      'ensureServices',
      'ensurePrimary',
      'ensureApex',
      'ensureRoutes',
      'route',
    ]);
    expect(done(decide(observed({ ...left, routes: TO_PRIMARY })))).toContain('sleepTarget');
  });

  it('does not end while the mesh takes no routes: the target serves on', () => {
    const fresh: Seen = {
      status: { phase: 'Initializing', canaryWeight: 0 },
      spec: { skipAnalysis: true, analysis: {} },
    };
    const failing = [
      { action: 'ensureRoutes', message: 'backend podinfo not found in ingress front', since: NOW },
    ] as const;
    const unrouted = done(decide(observed({ ...fresh, also: { routes: undefined, failing } })));
    expect(unrouted).toContain('ensureRoutes');
    expect(unrouted).not.toContain('sleepTarget');
    expect(done(decide(observed({ ...fresh, routes: TO_PRIMARY, also: { failing } })))).toContain('sleepTarget');
  });
});

describe('routes that somebody set back to the primary', () => {
  it.each([
    [READY, 30],
    [NOT_YET, 0],
  ])('are mended only for a canary that is ready: %j', (state, canary) => {
    const step = decide(observed({ target: { state, isServing: true }, routes: TO_PRIMARY }));
    expect(find(step, 'route')?.routes.canary ?? 0).toBe(canary);
  });
});
