import { describe, expect, it } from '@jest/globals';
import { conditionsOf, conditionText, metAt, type StatusCondition } from './condition.ts';
import type { Sighting } from './sighting.ts';

const status = (phase: string, canaryWeight = 0, more: object = {}, canary = 'a'): Sighting => ({
  saw: 'status',
  canary,
  status: { phase, canaryWeight, ...more },
});
const call = (path: string): Sighting => ({ saw: 'call', call: { path, headers: {}, body: {}, answered: 200 } });
const wants = (more: Partial<StatusCondition>): StatusCondition => ({ wait: 'status', phase: 'Progressing', ...more });

describe('a condition of operations.yaml', () => {
  it('is read in each of its forms', () => {
    expect(
      conditionsOf([
        { phase: 'Failed', failedChecks: 2, canary: 'b' },
        { webhook: '/gate', calls: 1 },
        { gone: 'Canary/a' },
        { seconds: 3 },
      ]),
    ).toEqual([
      { wait: 'status', phase: 'Failed', failedChecks: 2, canary: 'b' },
      { wait: 'calls', path: '/gate', calls: 1 },
      { wait: 'gone', object: 'Canary/a' },
      { wait: 'seconds', seconds: 3 },
    ]);
    expect(conditionsOf(undefined)).toEqual([]);
  });

  it('is refused in any other form', () => {
    expect(() => conditionsOf({ phases: 'Failed' })).toThrow('found {"phases":"Failed"}');
  });
});

describe('a condition', () => {
  const seen = [
    status('Initialized'),
    status('Progressing'),
    status('Progressing', 20),
    status('Progressing', 40, { iterations: 3, failedChecks: 2 }),
  ];

  it('is met after the first sighting that fits', () => {
    expect(metAt(wants({}), seen, 0)).toBe(2);
  });

  it('takes the weight exactly', () => {
    expect(metAt(wants({ weight: 40 }), seen, 0)).toBe(4);
    expect(metAt(wants({ weight: 30 }), seen, 0)).toBeUndefined();
  });

  it('takes iterations and failed checks as at least', () => {
    expect(metAt(wants({ iterations: 2 }), seen, 0)).toBe(4);
    expect(metAt(wants({ failedChecks: 1 }), seen, 0)).toBe(4);
    expect(metAt(wants({ failedChecks: 3 }), seen, 0)).toBeUndefined();
  });

  it('does not look at what was before', () => {
    expect(metAt(wants({ weight: 20 }), seen, 3)).toBeUndefined();
  });

  it('can be about one of two canaries', () => {
    expect(metAt(wants({ canary: 'b' }), [status('Progressing'), status('Progressing', 0, {}, 'b')], 0)).toBe(2);
  });

  it('counts webhook calls since the start', () => {
    expect(metAt({ wait: 'calls', path: '/x', calls: 2 }, [call('/x'), call('/y'), call('/x')], 2)).toBe(3);
  });

  it('waits for an object to be gone', () => {
    expect(
      metAt({ wait: 'gone', object: 'Canary/a' }, [status('Terminated'), { saw: 'gone', object: 'Canary/a' }], 0),
    ).toBe(2);
  });

  it('can be told', () => {
    expect(conditionText(wants({ weight: 20 }))).toBe('status phase Progressing weight 20');
  });
});
