import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { stepId } from '../ids.ts';
import type { Observed } from '../observed.ts';
import {
  done,
  find,
  LONG_AGO,
  messages,
  observed,
  READY,
  STUCK,
  TO_PRIMARY,
  type Seen,
} from '../stories/observed-run.ts';

/** The first primary is ready, and metrics are. */
function step({ also, status, ...seen }: Seen = {}) {
  const first = observed({
    spec: { skipAnalysis: true },
    ...seen,
    status: { phase: 'Initializing', canaryWeight: 0, lastAppliedSpec: '', lastPromotedSpec: '', ...status },
    also: { routes: undefined, ...also },
  });
  return decide({ ...first, session: { id: `${stepId(first)}.0`, startedAt: LONG_AGO, findings: new Map() } });
}

describe('the end of the initialisation', () => {
  it('is reached where the primary has everybody', () => {
    const ended = step({ also: { routes: { primary: 100, canary: 0, mirrored: false } } });
    expect(done(ended)).toContain('sleepTarget');
    expect(find(ended, 'status')?.status.phase).toBe('Initialized');
  });

  it.each<[string, Partial<Observed>]>([
    ['nobody can read', {}],
    [
      'others keep changing',
      {
        repairs: new Map([['ensureRoutes', { times: 9, firstAt: LONG_AGO, lastAt: observed().now, what: 'Ingress' }]]),
      },
    ],
  ])('is not reached by routes that %s: they may lead users to the target', (_what, also) => {
    const waits = step({ also });
    expect(done(waits)).not.toContain('sleepTarget');
    expect(find(waits, 'status')?.status.phase).toBeUndefined();
  });

  it.each<[string, Partial<Observed>]>([
    ['no mesh splits', { mesh: { weights: false, mirror: false, match: false, sticky: false } }],
    ['the mesh is not installed', { uninstalled: { message: 'no Ingress', since: LONG_AGO, againAt: Infinity } }],
    ['another Canary leads users', { isSecondToServices: true }],
  ])('needs no routes where %s', (_what, also) => {
    expect(done(step({ also }))).toContain('sleepTarget');
  });
});

describe('a primary whose last rollout failed, and whose former pods serve', () => {
  const INHERITED = [{ type: 'Inherited', status: 'True', reason: 'PrimaryFound', message: '' }] as const;
  const begun = (conditions: typeof INHERITED | [], isPrimaryServing = true, isPromoted = true) =>
    step({
      // noted of what the primary was copied from, while the Canary was refused
      status: { lastPromotedSpec: 'sha256:v2', conditions },
      target: { isPromoted },
      primary: STUCK,
      isPrimaryServing,
      also: { routes: TO_PRIMARY },
    });

  it.each([true, false])(
    'is enough where it was there before, and has promoted nothing: copied of the target %s',
    (is) => {
      const initialized = begun(INHERITED, true, is);
      const { status } = find(initialized, 'status') ?? {};
      expect(status).toMatchObject({ phase: 'Initialized', lastPromotedSpec: '', trackedConfigs: {} });
      expect(status).not.toHaveProperty('lastAppliedSpec');
      expect(messages(initialized)).not.toContain('progress deadline');
    },
  );

  it('is waited for where it is the first one of the target, or none of its pods serves', () => {
    for (const waits of [begun([]), begun(INHERITED, false)]) {
      expect(done(waits)).not.toContain('sleepTarget');
      expect(messages(waits)).toContain('exceeded its progress deadline');
    }
  });

  it('is followed by a run, also of what it was copied from', () => {
    const status = { phase: 'Initialized', canaryWeight: 0, lastAppliedSpec: '', lastPromotedSpec: '' } as const;
    const after = (primary: typeof STUCK) =>
      decide(observed({ status, target: { isPromoted: true }, primary, isPrimaryServing: true, routes: TO_PRIMARY }));
    expect(done(after(STUCK))).toContain('wakeTarget');
    expect(done(after(READY))).not.toContain('wakeTarget');
  });
});
