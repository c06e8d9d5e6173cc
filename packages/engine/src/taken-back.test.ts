import { ALL_TO_PRIMARY, type Condition } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, find, NOT_YET, observed, TO_PRIMARY, type Seen } from './stories/observed-run.ts';

const condition = (type: string, message: string): Condition => ({ type, status: 'True', reason: 'Moved', message });
const ROUTED: Condition = {
  type: 'Routed',
  status: 'True',
  reason: 'Weights',
  message: 'istio routes podinfo: primary 70, canary 30',
};
const KUMA = { provider: 'kuma', apex: 'podinfo' };

/** Users are routed by Istio, which the Canary names; `former` is remembered. */
const step = (former: readonly string[], { also, ...seen }: Seen = {}) =>
  decide(
    observed({
      routes: TO_PRIMARY,
      ...seen,
      status: { conditions: [ROUTED, ...former.map((message) => condition('Former', message))] },
      also: { provider: 'istio', ...also },
    }),
  );

const remembered = (decided: ReturnType<typeof step>): string | undefined =>
  decided.actions.flatMap((action) =>
    action.do === 'status' && action.status.conditions?.['Former'] ? [action.status.conditions['Former'].message] : [],
  )[0];

describe('a move that is taken back before anybody was led there', () => {
  it('is written down before anything is made there, with nothing else in that turn', () => {
    const moved = step([], { also: { provider: 'kuma' } });
    expect(done(moved)).toEqual(['routeFormer', 'status']);
    expect(remembered(moved)).toBe('istio routed podinfo; kuma to route podinfo');
  });

  it('is written down though users are led to the only side with pods', () => {
    const moved = step([], { primary: NOT_YET, isPrimaryServing: false, also: { provider: 'kuma' } });
    expect(done(moved)).toEqual(['routeFormer', 'status']);
  });

  it('is written down where the Canary was before', () => {
    expect(remembered(step(['kuma routed podinfo'], { also: { provider: 'kuma' } }))).toBe(
      'istio routed podinfo; kuma to route podinfo',
    );
  });

  it('leads whoever is there to the primary, lets it go, and goes on with the run', () => {
    const back = step(['istio routed podinfo; kuma to route podinfo']);
    expect(done(back).slice(0, 3)).toEqual(['routeFormer', 'release', 'status']);
    expect(find(back, 'routeFormer')).toMatchObject({ former: KUMA, users: ALL_TO_PRIMARY });
    expect(find(back, 'release')).toMatchObject({ former: KUMA, users: ALL_TO_PRIMARY });
    expect(remembered(back)).toBe('kuma routed podinfo');
    expect(done(back)).toContain('ensureRoutes');
  });

  it('is a turn of its own: nothing moves on by an answer to what was before', () => {
    const due = { status: { failedChecks: 2 } } as const;
    const back = decide(
      observed({
        ...due,
        routes: { primary: 70, canary: 30, mirrored: false },
        status: {
          ...due.status,
          conditions: [ROUTED, condition('Former', 'istio routed podinfo; kuma to route podinfo')],
        },
        also: { provider: 'istio' },
      }),
    );
    expect(done(back)).not.toContain('route');
    expect(back.actions.filter((action) => action.do === 'status')).toEqual([
      expect.objectContaining({ touch: false, status: { conditions: { Former: expect.anything() } } }),
    ]);
  });

  it('is let go once the primary has pods, and when no other move is under way', () => {
    const known = ['istio routed podinfo; kuma to route podinfo'];
    const isDown = { primary: NOT_YET, isPrimaryServing: false };
    expect(done(step(known, isDown))).not.toContain('release');
    const further = step(['istio routed podinfo; kuma to route podinfo; smi to route podinfo'], {
      routes: undefined,
      also: { provider: 'smi' },
    });
    expect(find(further, 'routeFormer')).toBeDefined();
    expect(done(further)).not.toContain('release');
  });

  it('is not forgotten by a further move that ends', () => {
    const arrived = step(['istio routed podinfo; kuma to route podinfo; smi to route podinfo'], {
      also: { provider: 'smi' },
    });
    expect(remembered(arrived)).toBe('kuma to route podinfo; istio routed podinfo');
  });

  it('is done with once it was let go', () => {
    expect(done(step(['kuma routed podinfo']))).not.toContain('routeFormer');
  });
});
