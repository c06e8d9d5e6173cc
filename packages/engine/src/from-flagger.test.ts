import type { CanaryStatus, Phase } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import type { Observed } from './observed.ts';
import { nextStatus } from './status.ts';
import { done, find, messages, observed, STUCK, TO_PRIMARY } from './stories/observed-run.ts';

/** What Flagger left behind. */
const left = (phase: Phase): CanaryStatus => ({ phase, lastAppliedSpec: '5b7c6d9f8', lastPromotedSpec: '7d4f9c6b5' });

describe('a suspended Canary that Flagger left', () => {
  const spec = { suspend: true };
  const decided = (phase: Phase, also = {}) =>
    decide(observed({ status: left(phase), spec, routes: TO_PRIMARY, also }));

  it.each([
    ['Progressing', 'sha256:v2'],
    ['WaitingPromotion', 'sha256:v2'],
    ['Succeeded', ''],
    ['Failed', 'sha256:v2'],
  ] as const)(
    'is noted as any other, so that what is released meanwhile is not lost (%s)',
    (phase, lastAppliedSpec) => {
      const step = decided(phase);
      expect(find(step, 'status')).toMatchObject({ status: { lastAppliedSpec }, touch: false });
      expect(new Set(done(step))).toEqual(new Set(['status', 'event']));
    },
  );

  it.each(['', 'Initializing', 'Terminating'] as const)(
    'is left alone where nothing was released yet, or will be (%p)',
    (phase) => {
      expect(done(decided(phase))).toEqual(['event']);
    },
  );

  it('is left alone beside an older Canary of its target, and once it is noted', () => {
    expect(done(decided('Succeeded', { isSecond: true }))).toEqual(['event']);
    expect(done(decide(observed({ spec })))).toEqual(['event']);
  });
});

describe('a refused Canary that Flagger left', () => {
  it('is noted at once, and nothing else is made of it', () => {
    const refusal = { problems: [{ field: 'spec.service.port', found: 'a', allowed: 'b' }], since: 0 };
    const step = decide(observed({ status: left('Failed'), routes: TO_PRIMARY, also: { refusal } }));
    expect(find(step, 'status')).toMatchObject({ status: { lastAppliedSpec: 'sha256:v2' } });
    expect(done(step)).not.toContain('ensureServices');
  });
});

/** The same once it is noted that the target is not what was copied. */
const EDITED = { lastAppliedSpec: '', lastPromotedSpec: '5b7c6d9f8' };

describe.each(['Promoting', 'Finalising'] as const)(
  'a promotion that Flagger left, whose target was edited since (%s)',
  (phase) => {
    it('is noted by the name that Flagger has for what it copied, and the edit as new', () => {
      const step = decide(observed({ status: left(phase) }));
      expect(find(step, 'status')?.status).toMatchObject(EDITED);
      expect(messages(step)).not.toContain('New revision');
    });

    it('counts as about the target where nothing is there to compare that with', () => {
      const step = decide(observed({ status: left(phase), primary: undefined }));
      expect(find(step, 'status')?.status).toMatchObject({ lastAppliedSpec: 'sha256:v2' });
    });

    it('keeps that name where the primary cannot start', () => {
      const step = decide(
        observed({ status: { phase, ...EDITED }, primary: STUCK, isPrimaryServing: true, routes: TO_PRIMARY }),
      );
      expect(find(step, 'status')?.status).toMatchObject({ phase: 'Failed' });
      expect(find(step, 'status')?.status).not.toHaveProperty('lastPromotedSpec');
    });
  },
);

describe('a promotion that Flagger left, whose target was edited since', () => {
  it('leads users away from the edit at once', () => {
    const step = decide(observed({ status: { phase: 'Promoting', canaryWeight: 60, ...EDITED } }));
    expect(find(step, 'route')?.routes).toEqual(TO_PRIMARY);
  });

  it('succeeds with the name that Flagger has for it', () => {
    const step = decide(observed({ status: { phase: 'Finalising', ...EDITED }, routes: TO_PRIMARY }));
    expect(find(step, 'status')?.status).toMatchObject({ phase: 'Succeeded' });
    expect(find(step, 'status')?.status).not.toHaveProperty('lastPromotedSpec');
  });
});

describe('a primary that is gone when Flagger is', () => {
  const SAME = { lastAppliedSpec: '5b7c6d9f8', lastPromotedSpec: '5b7c6d9f8' };
  const step = (status: CanaryStatus, also = {}) =>
    decide(observed({ status, primary: undefined, routes: TO_PRIMARY, also }));
  const ANEW = { lastAppliedSpec: 'sha256:v2', lastPromotedSpec: 'sha256:v2' };

  it.each(['Initialized', 'Succeeded'] as const)('is made anew where Flagger had nothing to release (%s)', (phase) => {
    expect(find(step({ phase, ...SAME }), 'status')?.status).toMatchObject(ANEW);
    expect(done(step({ phase, ...ANEW }))).toContain('ensurePrimary');
  });

  it('is not where anybody may be on what was promoted, or another revision was released', () => {
    const noted = (status: CanaryStatus, also = {}) => find(step(status, also), 'status')?.status.lastPromotedSpec;
    expect(noted({ phase: 'Succeeded', ...SAME }, { isPromotedKept: true })).toBeUndefined();
    expect(noted({ phase: 'Succeeded', ...SAME }, { isOnAnothers: true })).toBeUndefined();
    expect(noted({ phase: 'Failed', ...SAME })).toBeUndefined();
    expect(noted(left('Succeeded'))).toBeUndefined();
  });

  it('is told as one of which nobody knows what it ran, not as one that comes back from a revision that nobody can name', () => {
    const told = messages(step({ phase: 'Failed', lastAppliedSpec: 'sha256:v2', lastPromotedSpec: '5b7c6d9f8' }));
    expect(told).toContain('podinfo-primary.test is gone and what it ran is not known: delete and create the Canary');
  });
});

describe('the configs of a target that Flagger left', () => {
  const THEIRS = { 'configmap/settings': '0123456789abcdef', 'secret/keys': 'fedcba9876543210' };
  const noted = (phase: Phase, trackedConfigs: object, target: object) => {
    const seen = observed({ status: left(phase), routes: TO_PRIMARY });
    const status = { ...seen.canary.status, trackedConfigs: { ...trackedConfigs } };
    const decided = decide({
      ...seen,
      canary: { ...seen.canary, status },
      target: { ...seen.target, configs: THEIRS, ...target },
    } as Observed);
    return find(decided, 'status')?.status.lastAppliedSpec;
  };
  const EDITED = { ...THEIRS, 'configmap/settings': '00000000000000ff' };

  it.each(['Failed', 'Progressing', 'WaitingPromotion'] as const)('tell what was edited since (%s)', (phase) => {
    expect(noted(phase, THEIRS, {})).toBe('sha256:v2');
    expect(noted(phase, EDITED, {})).toBe('');
  });

  it('tell that the target uses others', () => {
    expect(noted('Failed', { 'configmap/settings': THEIRS['configmap/settings'] }, {})).toBe('');
    expect(noted('Failed', THEIRS, { configs: {} })).toBe('');
  });

  it('are compared as Flagger sums them up', () => {
    const configs = { ...THEIRS, 'configmap/settings': 'aaaaaaaaaaaaaaaa' };
    expect(noted('Failed', THEIRS, { configs, flaggerConfigs: THEIRS })).toBe('sha256:v2');
    expect(noted('Failed', EDITED, { configs, flaggerConfigs: THEIRS })).toBe('');
  });

  it.each([
    ['none are left', {}, {}],
    ['they are named in another way', { 'ConfigMap/settings': '0123456789abcdef' }, {}],
    ['they are summed up in another way', { 'configmap/settings': 'sha256:1234' }, {}],
    ['nobody asked for those of now', EDITED, { configs: {}, isUntracked: true }],
  ])('tell nothing where %s', (_, known, target) => {
    expect(noted('Failed', known, target)).toBe('sha256:v2');
  });
});

describe('a Failed Canary that Flagger left', () => {
  const TEXT = 'podinfo.test as it is counts as what failed: change it again to release it';
  const says = (phase: Phase, isPromoted = false, spec = {}) =>
    messages(decide(observed({ status: left(phase), target: { isPromoted }, spec, routes: TO_PRIMARY })));

  it('says that an edit of when nobody looked does not count, also while it is suspended', () => {
    expect(says('Failed')).toContain(TEXT);
    expect(says('Failed', false, { suspend: true })).toContain(TEXT);
  });

  it('says nothing where the target is what the primary runs, or no run has failed', () => {
    expect(says('Failed', true)).not.toContain('counts');
    expect(says('Progressing')).not.toContain('counts');
  });
});

describe('a status of ours that Flagger went on from', () => {
  const condition = (type: string, reason: string, message = '') =>
    ({ type, status: 'True', reason, message }) as const;
  const OURS = [
    condition('Routed', 'Weights', 'istio routes podinfo: primary 40, canary 60'),
    condition('RollingBack', 'Aborted', 'Rolling back podinfo.test aborted'),
    condition('Held', 'NoMetricValues'),
    condition('Skipped', 'Asked'),
    condition('Approved', 'ConfirmPromotion', '{"names":["gate"],"revision":""}'),
    condition('Former', 'Moved', 'istio routed shop'),
  ];
  const status = { ...left('Progressing'), canaryWeight: 10, conditions: OURS };
  const routes = { primary: 90, canary: 10, mirrored: false };

  it('leads nobody where a run of ours had users, nor ends as that would have', () => {
    const step = decide(observed({ status, routes }));
    expect(done(step)).not.toContain('route');
    expect(find(step, 'ensureRoutes')?.expected).toEqual(routes);
    expect(messages(step)).not.toContain('Rolling back');
  });

  it('says nothing any more of what it was about', () => {
    const seen = observed({ status, routes });
    const change = find(decide(seen), 'status')?.status ?? {};
    const { conditions } = nextStatus(status, { change, touch: false, kind: 'Deployment', now: seen.now });
    expect(conditions?.map(({ type }) => type)).toEqual(['Former']);
  });

  it('names no service that users would have to be fetched from', () => {
    const conditions = [condition('Routed', 'Weights', 'istio routes shop: primary 40, canary 60')];
    expect(done(decide(observed({ status: { ...status, conditions }, routes })))).not.toContain('routeFormer');
  });
});
