import { ALL_TO_CANARY, ALL_TO_PRIMARY, type Condition } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import {
  done,
  find,
  LONG_AGO,
  messages,
  NOT_YET,
  NOW,
  observed,
  TO_PRIMARY,
  type Seen,
} from './stories/observed-run.ts';

const ROUTED: Condition = {
  type: 'Routed',
  status: 'True',
  reason: 'Weights',
  message: 'istio routes podinfo: primary 70, canary 30',
};
const FORMER = { provider: 'istio', apex: 'podinfo' };

/** The canary was routed by Istio and now names another mesh, whose routes are there and settled. */
function step({ status, also, ...seen }: Seen = {}) {
  return decide(
    observed({
      routes: TO_PRIMARY,
      ...seen,
      status: { conditions: [ROUTED], ...status },
      also: { provider: 'kubernetes', ...also },
    }),
  );
}

describe('a canary that moves to another mesh', () => {
  it('takes everybody from the former split first, lets it go last, and says so', () => {
    const moved = step();
    expect(done(moved)[0]).toBe('routeFormer');
    expect(find(moved, 'routeFormer')).toMatchObject({ former: FORMER, users: ALL_TO_PRIMARY });
    expect(find(moved, 'release')).toMatchObject({ former: FORMER });
    expect(messages(moved)).toContain(
      'The provider changed to kubernetes, remove istio objects of podinfo to avoid routing conflicts',
    );
    expect(moved.actions.at(-1)).toMatchObject({
      do: 'status',
      status: {
        phase: 'Progressing',
        canaryWeight: 0,
        conditions: { Routed: { message: 'kubernetes routes podinfo: primary 100, canary 0' } },
      },
    });
  });

  it.each<[string, Seen]>([
    ['are not there', { routes: undefined }],
    ['have not settled', { also: { still: { routes: NOW - 1000, target: LONG_AGO, primary: LONG_AGO } } }],
    ['do not send everybody to the primary', { routes: { primary: 70, canary: 30, mirrored: false } }],
    ['miss the apex service', { also: { isApexOnPrimary: false } }],
  ])('lets nothing go while the new routes %s', (_what, seen) => {
    expect(done(step(seen))).toContain('routeFormer');
    expect(done(step(seen))).not.toContain('release');
  });

  it('is not sent to a primary without pods by the former split either', () => {
    const moved = step({ primary: NOT_YET, isPrimaryServing: false });
    expect(find(moved, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
    expect(done(moved)).not.toContain('release');
  });

  it('is not sent there before the new routes are made, or by a mesh that makes none', () => {
    const isDown = { primary: NOT_YET, isPrimaryServing: false, routes: undefined };
    const [renamed, blueGreen] = [
      step({ ...isDown, also: { provider: 'istio' }, spec: { service: { port: 80, name: 'shop' } } }),
      step({ ...isDown, also: { mesh: { weights: false, mirror: false, match: false, sticky: false } } }),
    ];
    expect(find(renamed, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
    expect(find(blueGreen, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
  });

  it('keeps the former name in mind while a run without analysis goes on', () => {
    const promoted = step({ primary: NOT_YET, isPrimaryServing: false, spec: { skipAnalysis: true, analysis: {} } });
    expect(done(promoted)).toContain('promote');
    expect(find(promoted, 'status')?.status.conditions?.['Routed']?.message).toMatch(/^istio routes podinfo:/);
  });

  it.each(['Succeeded', 'Failed', 'Initialized'] as const)('stays in the phase %s', (phase) => {
    const moved = step({ status: { phase, canaryWeight: 0, lastAppliedSpec: 'sha256:v2' } });
    expect(done(moved)).toContain('release');
    expect(find(moved, 'status')?.status).not.toHaveProperty('phase');
  });

  it('ends a promotion with everybody on the primary', () => {
    expect(find(step({ status: { phase: 'Promoting' } }), 'status')?.status.conditions?.['Routed']?.message).toBe(
      'kubernetes routes podinfo: primary 100, canary 0',
    );
  });

  it('has nothing to leave before it was routed', () => {
    expect(done(step({ status: { phase: 'Initializing' } }))).not.toContain('routeFormer');
    expect(done(step({ status: { conditions: [] } }))).not.toContain('routeFormer');
  });
});
