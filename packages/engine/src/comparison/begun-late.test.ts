import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { done, find, NOW, observed } from '../stories/observed-run.ts';

const seen = (analysed: object = {}) => {
  const run = observed({ also: {} });
  const metrics = [{ name: 'request-success-rate', compare: {} }];
  const spec = { ...run.canary.spec, analysis: { ...run.canary.spec.analysis, metrics } };
  return { ...run, canary: { ...run.canary, spec, status: { ...run.canary.status, ...analysed } } };
};

describe('a comparison that nobody knows the beginning of while the canary has users', () => {
  it('begins now, before anything is asked', () => {
    const step = decide(seen());
    expect(find(step, 'status')?.status).toEqual({ analysis: { since: Math.ceil(NOW / 1000) } });
    expect(done(step)).not.toContain('route');
    expect(step.ask).toBeUndefined();
  });

  it('has begun where the status says so', () => {
    const step = decide(seen({ analysis: { since: Math.ceil(NOW / 1000) - 60 } }));
    expect(find(step, 'status')).toBeUndefined();
  });
});
