import { describe, expect, it } from '@jest/globals';
import { colours, cut } from './colours.ts';
import { panel, plainLine } from './panel.ts';
import type { SeenCanary } from './seen.ts';
import { checksOf, isFine, type View } from './view.ts';

const aCanary = (analysis: object, changes: Partial<SeenCanary> = {}): SeenCanary => ({
  phase: 'Progressing',
  weight: 0,
  iterations: 0,
  failedChecks: 0,
  troubles: [],
  compared: [],
  spec: { analysis },
  ...changes,
});

const aView = (changes: Partial<View> = {}): View => ({
  name: 'podinfo.test',
  seconds: 12,
  phase: 'Progressing',
  way: 'weights',
  weight: 50,
  step: { done: 2, of: 5 },
  versions: { primary: '1.0.0', canary: '1.1.0' },
  checks: [{ name: 'p99', unit: 'ms', value: 640, min: undefined, max: 500 }],
  compared: [],
  failedChecks: 1,
  threshold: 3,
  users: { requests: 10, failed: 1 },
  troubles: [],
  ...changes,
});

const PLAIN = colours(false);

describe('the checks', () => {
  const metrics = [
    { name: 'request-success-rate', threshold: 99 },
    { name: 'request-duration', thresholdRange: { max: 500 } },
    { name: 'own', thresholdRange: { min: 1, max: 2 } },
  ];

  it('stand beside their thresholds, durations in milliseconds', () => {
    expect(
      checksOf(
        aCanary({ metrics }),
        new Map([
          ['request-success-rate', 98.5],
          ['request-duration', 0.515],
        ]),
      ),
    ).toEqual([
      { name: 'success rate', unit: '%', value: 98.5, min: 99, max: undefined },
      { name: 'p99', unit: 'ms', value: 515, min: undefined, max: 500 },
      { name: 'own', unit: '', value: undefined, min: 1, max: 2 },
    ]);
  });

  it('are none of a metric that is only compared', () => {
    const compared = { name: 'request-success-rate', compare: {} };
    expect(checksOf(aCanary({ metrics: [compared] }), new Map())).toEqual([]);
    expect(checksOf(aCanary({ metrics: [{ ...compared, threshold: 99 }] }), new Map())).toHaveLength(1);
  });

  it.each([
    [98.9, false],
    [99, true],
    [undefined, undefined],
  ])('of %p are fine: %p', (value, expected) => {
    expect(isFine({ name: 'success rate', unit: '%', value, min: 99, max: undefined })).toBe(expected);
  });
});

describe('the panel', () => {
  it('draws the split, the verdicts and what users got', () => {
    const text = panel(aView(), PLAIN).join('\n');
    expect(text).toContain('Progressing   step 2 of 5   12 s');
    expect(text).toContain(`1.0.0 ${'█'.repeat(30)} 1.1.0   gets 50 %`);
    expect(text).toMatch(/p99\s+✘ 640 ms +≤ 500 ms/);
    expect(text).toContain('1 of 3');
    expect(text).toContain('10 requests, 1 failed');
  });

  it('colours the share of each version', () => {
    const painted = panel(aView({ weight: 20 }), colours(true)).join('\n');
    expect(painted).toContain(`\u001b[36m${'█'.repeat(24)}\u001b[39m\u001b[33m${'█'.repeat(6)}\u001b[39m`);
  });

  it('says who gets the new version where there are no weights', () => {
    expect(plainLine(aView({ way: 'match', weight: 100 })).text).toContain('1.1.0 gets users with the cookie');
    expect(plainLine(aView({ way: 'mirror', weight: 0 })).text).toContain('1.1.0 gets copies');
    expect(plainLine(aView({ way: 'mirror', weight: 0, phase: 'Failed' })).text).toContain('1.1.0 gets 0 %');
  });

  it('says how canary and primary compare', () => {
    const compared = [{ name: 'request-success-rate', verdict: 'worse', message: '9 of 90 failed' }];
    expect(panel(aView({ compared }), PLAIN).join('\n')).toMatch(/success rate +✘ 9 of 90 failed/);
    expect(plainLine(aView({ compared })).text).toContain('success rate: 9 of 90 failed');
  });

  it('shows what keeps a canary from going on', () => {
    expect(panel(aView({ troubles: ['spec.provider: found "x"'] }), PLAIN).at(-1)).toContain(
      'spec.provider: found "x"',
    );
  });
});

describe('a cut line', () => {
  it('keeps its colours, and not more than fits of what is seen', () => {
    const paint = colours(true);
    expect(cut(`ab${paint.red('cdef')}gh`, 4)).toBe('ab\u001b[31mcd\u001b[39m');
    expect(cut('abc', 10)).toBe('abc');
  });
});
