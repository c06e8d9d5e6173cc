import { describe, expect, it } from '@jest/globals';
import type { Action, Canary, CanarySpec, CanaryStatus, Readiness, Routes, Step } from '@flagger/api';
import { decide } from './decide.ts';
import type { Observed } from './observed.ts';

const READY: Readiness = { state: 'ready' };
const STUCK: Readiness = { state: 'stuck', message: 'exceeded its progress deadline' };
const NOT_YET: Readiness = { state: 'progressing', message: 'waiting for rollout to finish' };
const TO_PRIMARY: Routes = { primary: 100, canary: 0, mirrored: false };
const NOW = Date.parse('2026-01-01T01:00:00Z');

interface Seen {
  readonly status?: CanaryStatus;
  readonly spec?: Partial<CanarySpec>;
  readonly target?: {
    readonly revision?: string;
    readonly replicas?: number;
    readonly readiness?: Readiness;
    readonly configs?: Record<string, string>;
    readonly isPromoted?: boolean;
  };
  /** Undefined where there is none. */
  readonly primary?: Readiness | undefined;
  readonly routes?: Routes | undefined;
}

/** A run of sha256:v2 at weight 30 after sha256:v1, all of it well unless something else is said. */
function observed(seen: Seen = {}): Observed {
  const {
    revision = 'sha256:v2',
    replicas = 2,
    readiness = READY,
    configs = {},
    isPromoted = false,
  } = seen.target ?? {};
  const primary = 'primary' in seen ? seen.primary : READY;
  const status: CanaryStatus = {
    phase: 'Progressing',
    canaryWeight: 30,
    failedChecks: 0,
    iterations: 0,
    lastAppliedSpec: 'sha256:v2',
    lastPromotedSpec: 'sha256:v1',
    trackedConfigs: {},
    lastTransitionTime: '2026-01-01T00:59:59Z',
    ...seen.status,
  };
  const spec: CanarySpec = {
    targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'podinfo' },
    service: { port: 80 },
    ...seen.spec,
    analysis: {
      interval: '10s',
      threshold: 2,
      stepWeight: 30,
      maxWeight: 60,
      metrics: [{ name: 'request-success-rate' }],
      ...seen.spec?.analysis,
    },
  };
  const canary: Canary = {
    apiVersion: 'flagger.app/v1beta1',
    kind: 'Canary',
    metadata: { name: 'podinfo', namespace: 'test', uid: 'uid' },
    spec,
    status,
  };
  return {
    canary,
    target: { state: 'found', workload: { revision, replicas, readiness }, configs, isPromoted },
    primary: primary && { revision: 'sha256:p', replicas: 2, readiness: primary, flaggerId: 'of a former run' },
    isApexOnPrimary: true,
    routes: 'routes' in seen ? seen.routes : { primary: 70, canary: 30, mirrored: false },
    mesh: { weights: true, mirror: true, match: true, sticky: false },
    warnings: [],
    answers: new Map(),
    contested: [],
    now: NOW,
    since: NOW - 1000,
    settleMs: 5000,
    minIntervalMs: 10_000,
  };
}

/** Decides until the time that is left to settle is over. */
function settled(seen: Seen): Step {
  const first = observed(seen);
  const { ask } = decide(first);
  const answers = new Map(ask ? [[ask.id, { verdict: 'yes', says: [], findings: [], at: NOW } as const]] : []);
  return decide({ ...first, answers });
}

const done = ({ actions }: Step): readonly string[] => actions.map(({ do: what }) => what);
const find = <W extends Action['do']>({ actions }: Step, what: W) =>
  actions.find((action): action is Extract<Action, { do: W }> => action.do === what);
const messages = ({ actions }: Step): string =>
  actions.map((action) => (action.do === 'event' ? action.message : '')).join('\n');

describe('pods that are given up', () => {
  it.each([
    ['the target', { target: { readiness: STUCK } }],
    ['the primary', { primary: STUCK }],
  ])(
    'end the run for good: users go back and the decision is written down before the target sleeps (%s)',
    (_, seen) => {
      const step = decide(observed(seen));
      expect(done(step)).toEqual(['route', 'event', 'status']);
      expect(find(step, 'status')?.status).toEqual({
        conditions: { RollingBack: expect.objectContaining({ status: 'True', reason: 'PodsNotReady' }) },
      });
    },
  );

  it('stay given up when nothing can be seen of them any more', () => {
    const conditions = [{ type: 'RollingBack', status: 'True', reason: 'PodsNotReady', message: 'not ready' } as const];
    expect(
      find(settled({ status: { conditions }, target: { replicas: 0 }, routes: TO_PRIMARY }), 'status')?.status.phase,
    ).toBe('Failed');
  });
});

describe('a target that sleeps during a run', () => {
  it('is woken and not analysed', () => {
    expect(find(decide(observed({ target: { replicas: 0 } })), 'scaleTarget')).toEqual({
      do: 'scaleTarget',
      to: 'spec',
    });
  });

  it('sleeps on where the run is about to end', () => {
    expect(
      find(settled({ status: { failedChecks: 2 }, target: { replicas: 0 }, routes: TO_PRIMARY }), 'scaleTarget'),
    ).toEqual({ do: 'scaleTarget', to: 'zero' });
  });
});

describe('routes that were lost', () => {
  it.each([
    [READY, { primary: 70, canary: 30, mirrored: false }],
    [NOT_YET, TO_PRIMARY],
  ])('come back without anybody for pods that are not ready: %j', (readiness, expected) => {
    expect(find(decide(observed({ target: { readiness }, routes: undefined })), 'ensureRoutes')?.expected).toEqual(
      expected,
    );
  });
});

describe('what settles', () => {
  const ending: Seen = { status: { phase: 'Finalising', canaryWeight: 0 }, routes: TO_PRIMARY };

  it('is another question after other routes or another apex service', () => {
    const ids = [ending, { ...ending, routes: { primary: 28, canary: 72, mirrored: false } }].map(
      (seen) => decide(observed(seen)).ask?.id,
    );
    ids.push(decide({ ...observed(ending), isApexOnPrimary: false }).ask?.id);
    expect(new Set(ids).size).toBe(3);
  });

  it('is asked again when users were sent to the canary meanwhile', () => {
    const answers = new Map([
      [decide(observed(ending)).ask?.id ?? '', { verdict: 'yes', says: [], findings: [], at: NOW } as const],
    ]);
    expect(done(decide({ ...observed(ending), answers }))).toContain('scaleTarget');
    const edited = decide({
      ...observed({ ...ending, routes: { primary: 28, canary: 72, mirrored: false } }),
      answers,
    });
    expect([done(edited).includes('scaleTarget'), edited.ask?.what]).toEqual([false, 'settle']);
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
    expect(done(settled({ ...left, routes: TO_PRIMARY }))).toContain('scaleTarget');
  });
});
