import { split, type Routes } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, find, messages, NOT_YET, observed, READY, STUCK } from './stories/observed-run.ts';

const ADOPTABLE = { adoptable: ['Deployment podinfo-primary'] };
const INHERITED = [{ type: 'Inherited', status: 'True', reason: 'PrimaryFound', message: '' }] as const;
const refusal = { problems: [{ field: 'spec.targetRef.name', found: 'a', allowed: 'b' }], since: 0 };

/** A Canary that takes over a primary and is not initialised yet. */
function heir(seen: Parameters<typeof observed>[0], hasInherited = true) {
  const run = observed({ primary: READY, spec: { skipAnalysis: true }, ...seen });
  const status = { phase: 'Initializing', canaryWeight: 0, ...(hasInherited && { conditions: INHERITED }) } as const;
  return decide({ ...run, canary: { ...run.canary, status } });
}

describe('what was made for a Canary that is gone', () => {
  it('is adopted before anything else is done', () => {
    expect(done(decide(observed({ also: ADOPTABLE })))[0]).toBe('adopt');
    expect(done(decide(observed()))).not.toContain('adopt');
  });

  it('is adopted by a Canary that is refused as well, which notes first that there was a primary, and does nothing else', () => {
    const step = decide(observed({ status: { phase: '' }, also: { ...ADOPTABLE, refusal } }));
    expect(done(step)).toEqual(['status', 'adopt', 'event', 'status']);
    expect(step.actions[0]).toMatchObject({ status: { conditions: { Inherited: { reason: 'PrimaryFound' } } } });
  });

  it('is noted by a younger Canary once users are on it, not before', () => {
    const noted = (isApexOnPrimary: boolean) =>
      find(decide(observed({ status: { phase: '' }, also: { ...ADOPTABLE, refusal, isApexOnPrimary } })), 'status')
        ?.status.conditions;
    expect(noted(true)).toHaveProperty('Inherited');
    expect(noted(false)).not.toHaveProperty('Inherited');
  });

  it('is noted with what it runs where that is what the target is at, so that it can be made anew from that', () => {
    const noted = (isPromoted: boolean) =>
      find(
        decide(observed({ status: { phase: '' }, target: { isPromoted }, also: { ...ADOPTABLE, refusal } })),
        'status',
      )?.status.lastPromotedSpec;
    expect(noted(true)).toBe('sha256:v2');
    expect(noted(false)).toBeUndefined();
    const run = observed({ primary: undefined, spec: { skipAnalysis: true } });
    const known = { phase: 'Initializing', canaryWeight: 0, conditions: INHERITED } as const;
    const beginning = (lastPromotedSpec: string) =>
      done(decide({ ...run, canary: { ...run.canary, status: { ...known, lastPromotedSpec } } }));
    expect(beginning('sha256:v2')).toContain('ensurePrimary');
    expect(beginning('sha256:v1')).not.toContain('ensurePrimary');
  });

  it('is left alone by a Canary that is suspended', () => {
    expect(done(decide(observed({ spec: { suspend: true }, also: ADOPTABLE })))).not.toContain('adopt');
  });
});

describe('a Canary beside an older one of its target', () => {
  it('writes nothing but that it is refused, also where it was at work before', () => {
    expect(done(decide(observed({ also: { refusal, isSecond: true } })))).toEqual(['event', 'status']);
  });

  it('gives nothing back when it is deleted: the older one is at work there', () => {
    const held = observed({ spec: { revertOnDeletion: true }, also: { refusal, isSecond: true } });
    const metadata = { ...held.canary.metadata, deletionTimestamp: 't', finalizers: ['finalizer.flagger.app'] };
    expect(decide({ ...held, canary: { ...held.canary, metadata } }).actions).toEqual([
      { do: 'finalizer', isKept: false },
    ]);
  });
});

describe('a Canary that finds a primary when it begins', () => {
  it('writes that down, and one that finds none does not', () => {
    const begun = (primary: typeof READY | undefined) =>
      find(decide(observed({ status: { phase: '' }, primary })), 'status')?.status.conditions?.['Inherited'];
    expect(begun(READY)).toEqual({
      status: 'True',
      reason: 'PrimaryFound',
      message: 'podinfo-primary.test was there before this Canary.',
    });
    expect(begun(undefined)).toBeUndefined();
  });

  it('writes down as well by which mesh users of a former Canary are on the target, so that another one finds them', () => {
    const routed = (routes: Routes) =>
      find(decide(observed({ status: { phase: '' }, primary: READY, routes })), 'status')?.status.conditions?.[
        'Former'
      ];
    expect(routed(split(100))).toMatchObject({ message: 'istio to route podinfo' });
    expect(routed(split(0))).toBeUndefined();
    const left = { type: 'Former', status: 'True', reason: 'Moved', message: 'kuma to route podinfo' } as const;
    const conditions = [...INHERITED, left];
    const moved = (primary: typeof READY, isPrimaryServing: boolean) =>
      decide(observed({ primary, isPrimaryServing, routes: split(0), status: { phase: 'Initializing', conditions } }));
    expect(done(moved(NOT_YET, false))).not.toContain('routeFormer');
    expect(find(moved(READY, true), 'release')).toMatchObject({ former: { provider: 'kuma', apex: 'podinfo' } });
    expect(done(moved(READY, true))).not.toContain('sleepTarget');
  });

  it('does not make it anew from a target that nobody looked at', () => {
    const step = heir({ primary: undefined });
    expect(done(step)).not.toContain('ensurePrimary');
    expect(messages(step)).toContain('podinfo-primary.test is gone and what it ran is not known');
    expect(done(heir({ primary: undefined }, false))).toContain('ensurePrimary');
  });

  it('does not copy the target over it while its pods may come back', () => {
    expect(done(heir({ primary: NOT_YET }))).not.toContain('promote');
    expect(done(heir({ primary: STUCK }))).toContain('promote');
    expect(done(heir({ primary: NOT_YET }, false))).toContain('promote');
  });

  it('does not say so any more once it is initialised', () => {
    const conditions = find(heir({ routes: { primary: 100, canary: 0, mirrored: false } }), 'status')?.status
      .conditions;
    expect(conditions).toHaveProperty('Inherited', undefined);
  });
});
