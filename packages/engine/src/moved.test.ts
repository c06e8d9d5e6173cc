import { ALL_TO_CANARY, ALL_TO_PRIMARY, FINALIZER, type Condition, type Routes, type Step } from '@flagger/api';
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

const former = (message: string): Condition => ({ type: 'Former', status: 'True', reason: 'Moved', message });
/** What is said of where users are to be led, before anything is made there. */
const ANNOUNCED = former('istio routed podinfo; kubernetes to route podinfo');

/** The canary was routed by Istio and now names another mesh, whose routes are there and settled. */
function step({ status, also, ...seen }: Seen = {}) {
  return decide(
    observed({
      routes: TO_PRIMARY,
      ...seen,
      status: { conditions: [ROUTED, ANNOUNCED], ...status },
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

  it.each([
    ['gatewayapi:v1beta1', 'gatewayapi:v1'],
    ['smi', 'smi:v1alpha2'],
  ])('advises nobody to remove the objects that it still has: %s to %s', (from, to) => {
    const conditions = [
      { ...ROUTED, message: `${from} routes podinfo: primary 70, canary 30` },
      former(`${from} routed podinfo; ${to} to route podinfo`),
    ];
    expect(messages(step({ status: { conditions }, also: { provider: to } }))).toContain(
      `The provider changed to ${to}, whose objects of podinfo are those of ${from}`,
    );
  });

  it('remembers where it was, until the Canary is deleted and gives that back', () => {
    const before = former('istio routed old; kubernetes to route podinfo');
    const moved = find(step({ status: { conditions: [ROUTED, before] } }), 'status')?.status.conditions;
    expect(moved?.['Former']?.message).toBe('istio routed old; istio routed podinfo');

    const conditions = [former('istio routed old; istio routed podinfo')];
    const seen = observed({ routes: TO_PRIMARY, spec: { revertOnDeletion: true }, also: { provider: 'kubernetes' } });
    const deleted = decide({
      ...seen,
      canary: {
        ...seen.canary,
        metadata: { ...seen.canary.metadata, deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: [FINALIZER] },
        status: { ...seen.canary.status, phase: 'Terminating', conditions },
      },
    });
    const released = deleted.actions.flatMap((each) => (each.do === 'release' ? [each.former] : []));
    expect(released).toEqual([{ ...FORMER, apex: 'old' }, FORMER, { provider: 'kubernetes', apex: 'podinfo' }]);
    const services = deleted.actions.flatMap((each) => (each.do === 'releaseServices' ? [each.apex] : []));
    expect(services).toEqual(['old', 'podinfo']);
  });

  it.each<[string, Seen]>([
    ['are not there', { routes: undefined }],
    ['have not settled', { also: { still: { routes: NOW - 1000, target: LONG_AGO, primary: LONG_AGO } } }],
    ['do not send everybody to the primary', { routes: { primary: 70, canary: 30, mirrored: false } }],
    ['miss the apex service', { also: { isApexOnPrimary: false } }],
    ['wait for a primary that is just back', { also: { still: { routes: LONG_AGO, target: LONG_AGO, primary: NOW } } }],
  ])('lets nothing go while the new routes %s', (_what, seen) => {
    expect(done(step(seen))).toContain('routeFormer');
    expect(done(step(seen))).not.toContain('release');
  });

  it('is not sent to a primary without pods by the former split either', () => {
    const moved = step({ primary: NOT_YET, isPrimaryServing: false });
    expect(find(moved, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
    expect(done(moved)).not.toContain('release');
  });

  it('keeps the users that it had under the former split while neither side can take all', () => {
    const here: Routes = { primary: 59, canary: 41, mirrored: false };
    const canary = { state: NOT_YET, isServing: true };
    const moved = step({ primary: NOT_YET, isPrimaryServing: false, target: canary, routes: here });
    expect(done(moved)).not.toContain('routeFormer');
    const dead = step({ primary: NOT_YET, isPrimaryServing: false, target: { state: NOT_YET }, routes: here });
    expect(find(dead, 'routeFormer')?.users).toEqual(ALL_TO_PRIMARY);
  });

  it('is not sent there before the new routes are made, or by a mesh that makes none', () => {
    const isDown = { primary: NOT_YET, isPrimaryServing: false, routes: undefined };
    const [renamed, blueGreen] = [
      step({
        ...isDown,
        status: { conditions: [ROUTED, former('istio routed podinfo; istio to route shop')] },
        also: { provider: 'istio' },
        spec: { service: { port: 80, name: 'shop' } },
      }),
      step({ ...isDown, also: { mesh: { weights: false, mirror: false, match: false, sticky: false } } }),
    ];
    expect(find(renamed, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
    expect(find(blueGreen, 'routeFormer')?.users).toEqual(ALL_TO_CANARY);
  });

  describe('whose new routes cannot be made', () => {
    const refused = (action: string) => ({ action, message: `${action} refused`, since: LONG_AGO });
    const stuck = (also: object, conditions: readonly Condition[] = []) =>
      step({
        routes: undefined,
        status: { conditions: [ROUTED, ANNOUNCED, ...conditions] },
        also: { failing: [refused('ensureRoutes')], ...also },
      });
    const decided: Condition = { ...ROUTED, type: 'RollingBack', reason: 'Obstructed', message: 'Rolling back' };

    it('takes the run back at the deadline, and keeps the former name in mind', () => {
      expect(find(stuck({}), 'status')?.status.conditions).toHaveProperty('RollingBack');
      const ended = stuck({}, [decided]).actions.flatMap((each) => (each.do === 'status' ? [each.status] : []));
      expect(ended).toContainEqual(expect.objectContaining({ phase: 'Failed' }));
      expect(ended.map(({ conditions }) => conditions?.['Routed']?.message)).toContain(
        'istio routes podinfo: primary 100, canary 0',
      );
    });

    it('does not end it while the former split may have users', () => {
      const failing = [refused('ensureRoutes'), refused('routeFormer')];
      const waits = stuck({ failing }, [decided]);
      expect(done(waits)).toContain('route');
      expect(done(waits)).not.toContain('sleepTarget');
    });
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

  it.each<[string, Seen]>([
    ['to where no mesh routes', { also: { mesh: { weights: false, mirror: false, match: false, sticky: false } } }],
    ['while the canary cannot take anybody', { target: { state: NOT_YET } }],
  ])('is no move for ever after a failed promotion, %s', (_what, seen) => {
    const moved = step({ ...seen, status: { phase: 'Failed', canaryWeight: 100 } });
    expect(done(moved)).toContain('release');
  });

  it('ends a promotion with everybody on the primary', () => {
    expect(find(step({ status: { phase: 'Promoting' } }), 'status')?.status.conditions?.['Routed']?.message).toBe(
      'kubernetes routes podinfo: primary 100, canary 0',
    );
  });

  describe('beside another object of the user', () => {
    const mesh = { weights: true, mirror: false, match: false, sticky: false, beside: 'ingressRef' } as const;
    const routed = (message: string): Condition => ({ ...ROUTED, message });
    const announced = { ...ROUTED, type: 'Former', reason: 'Moved', message: 'nginx to route podinfo beside shop' };
    const moving = (message: string, said: readonly Condition[] = [announced]) =>
      step({
        status: { conditions: [routed(message), ...said] },
        spec: { ingressRef: { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', name: 'shop' } },
        also: { provider: 'nginx', mesh },
      });

    it('takes everybody from the former split first, lets it go, and begins the run anew', () => {
      const moved = moving('nginx routes podinfo beside front: primary 70, canary 30');
      const former = { provider: 'nginx', apex: 'podinfo', beside: 'front' };
      expect(done(moved)[0]).toBe('routeFormer');
      expect(find(moved, 'routeFormer')).toMatchObject({ former, users: ALL_TO_PRIMARY });
      expect(find(moved, 'release')).toMatchObject({ former });
      expect(messages(moved)).toContain(
        'The routes moved to shop and its copy, what stands beside front leads nobody to the canary',
      );
      const { conditions } = find(moved, 'status')?.status ?? {};
      expect(conditions?.['Routed']?.message).toBe('nginx routes podinfo beside shop: primary 100, canary 0');
      expect(conditions?.['Former']?.message).toBe('nginx routed podinfo beside front');
    });

    it('says where users are to be led before anything is made there', () => {
      const moved = moving('nginx routes podinfo beside front: primary 70, canary 30', []);
      expect(done(moved)).toEqual(['routeFormer', 'status']);
      expect(find(moved, 'status')?.status.conditions?.['Former']?.message).toBe(
        'nginx routed podinfo beside front; nginx to route podinfo beside shop',
      );
    });

    it.each(['nginx routes podinfo beside shop: primary 70, canary 30', 'nginx routes podinfo: primary 70, canary 30'])(
      'stays where that is the same, or nobody wrote it down: %s',
      (message) => {
        expect(done(moving(message))).not.toContain('release');
      },
    );
  });

  it('has nothing to leave before it was routed', () => {
    expect(done(step({ status: { phase: 'Initializing' } }))).not.toContain('routeFormer');
    expect(done(step({ status: { conditions: [] } }))).not.toContain('routeFormer');
  });
});

describe('a service of Knative that is renamed', () => {
  const targetRef = { apiVersion: 'serving.knative.dev/v1', kind: 'Service', name: 'podinfo' } as const;
  const renamed = (provider: string): Step =>
    decide(
      observed({
        spec: { targetRef, service: { port: 80, name: 'shop' } },
        status: { conditions: [{ ...ROUTED, message: 'knative routes podinfo: primary 70, canary 30' }] },
        also: { provider },
      }),
    );

  it('is called by its own name as before, so that nothing is let go', () => {
    expect(done(renamed('knative')).filter((action) => /former|release/i.test(action))).toEqual([]);
    expect(done(renamed('istio'))).toContain('routeFormer');
  });
});
