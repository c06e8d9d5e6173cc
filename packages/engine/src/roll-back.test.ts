import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, find, LONG_AGO, NOW, observed, STUCK, TO_PRIMARY } from './stories/observed-run.ts';

describe('an apex service that selects the target while a run is rolled back', () => {
  const atEnd = { status: { failedChecks: 2 }, routes: TO_PRIMARY, also: { isApexOnPrimary: false } } as const;

  it('is led to the primary before the target sleeps', () => {
    const step = decide(observed(atEnd));
    expect(done(step)).toContain('ensureApex');
    expect(done(step)).not.toContain('sleepTarget');
    expect(find(step, 'status')).toBeUndefined();
  });

  it('keeps the target awake where somebody else sets it back again and again', () => {
    const contested = { times: 5, firstAt: LONG_AGO, lastAt: NOW - 1000, what: 'Service podinfo' };
    const also = { ...atEnd.also, repairs: new Map([['ensureApex', contested] as const]) };
    const step = decide(observed({ ...atEnd, also }));
    expect(done(step)).not.toContain('sleepTarget');
    expect(find(step, 'status')?.status.phase).toBe('Failed');
  });

  it.each([
    ['long enough, so that the run ends', LONG_AGO, 'Failed'],
    ['for a moment', NOW - 1000, undefined],
  ])('keeps the target awake where the cluster refuses to lead it back: %s', (_, since, phase) => {
    const failing = [{ action: 'ensureApex', message: 'patch Service podinfo: forbidden', since } as const];
    const conditions = [{ type: 'RollingBack', status: 'True', reason: 'Obstructed', message: 'stopped' } as const];
    const step = decide(observed({ ...atEnd, status: { conditions }, also: { ...atEnd.also, failing } }));
    expect(done(step)).not.toContain('sleepTarget');
    expect(find(step, 'status')?.status.phase).toBe(phase);
  });
});

describe('routes that cannot be read while a run is rolled back', () => {
  const unread = { status: { failedChecks: 2 }, also: { routes: undefined } } as const;

  it('are made anew before the target sleeps, since they may lead users anywhere', () => {
    const step = decide(observed(unread));
    expect(find(step, 'route')?.routes).toMatchObject(TO_PRIMARY);
    expect(done(step)).not.toContain('sleepTarget');
    expect(find(step, 'status')).toBeUndefined();
  });

  it('keep nobody where there is no mesh', () => {
    const mesh = { ...observed(unread).mesh, weights: false };
    const step = decide(observed({ ...unread, also: { ...unread.also, mesh } }));
    expect(done(step)).toContain('sleepTarget');
  });
});

describe('the last event of a run', () => {
  const gone = { canaryWeight: 0, failedChecks: 0 } as const;
  const aborted = [{ type: 'RollingBack', status: 'True', reason: 'Aborted', message: 'aborted' } as const];
  const waiting = { ...gone, phase: 'Waiting', lastPromotedSpec: 'sha256:v1' } as const;
  const v1 = { revision: 'sha256:v1', isPromoted: true } as const;

  it.each([
    ['is rolled back', 'Canary failed!', 'Failed', { status: { failedChecks: 2 }, routes: TO_PRIMARY }],
    [
      'fails at its promotion',
      'Promotion of podinfo.test failed',
      'Failed',
      { status: { phase: 'Promoting' }, primary: STUCK },
    ],
    [
      'is aborted while it is promoted',
      'aborted: podinfo-primary.test is overwritten',
      'Failed',
      { status: { phase: 'Promoting', conditions: aborted }, routes: { primary: 0, canary: 100, mirrored: false } },
    ],
    ['is set back', 'stopping the analysis', 'Succeeded', { status: gone, target: v1, routes: TO_PRIMARY }],
    [
      'is set back while it waits',
      'set back to the promoted revision',
      'Succeeded',
      { status: waiting, target: v1, routes: TO_PRIMARY },
    ],
    [
      'is set back to what failed while another waits',
      'set back to the revision that failed',
      'Failed',
      { status: { ...waiting, lastAppliedSpec: 'sha256:v2' }, routes: TO_PRIMARY },
    ],
  ] as const)('that %s says what its phase is then', (_, words, phase, seen) => {
    const { actions } = decide(observed(seen));
    const event = actions.findLast((action) => action.do === 'event');
    expect(event).toMatchObject({ message: expect.stringContaining(words), phase });
    expect(actions.findLast((action) => action.do === 'status')?.status.phase).toBe(phase);
  });
});
