import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { done, find, NOW, observed } from '../stories/observed-run.ts';

const seen = (forgottenAt: number, name = 'request-success-rate') => {
  const run = observed({ also: { forgottenAt } });
  const analysis = { ...run.canary.spec.analysis, metrics: [{ name, compare: {} }] };
  return { ...run, canary: { ...run.canary, spec: { ...run.canary.spec, analysis } } };
};

describe('a cluster that drops what comparing remembers', () => {
  it('has a Canary that compares refused, with the command that mends it, and nothing begun anew', () => {
    const step = decide(seen(NOW - 1000));
    expect(step.ask?.what).not.toBe('check');
    expect(find(step, 'status')?.status.conditions?.['Accepted']).toMatchObject({
      status: 'False',
      message: expect.stringContaining('kubectl apply -f artifacts/flagger/crd.yaml'),
    });
    expect(step.actions.some((action) => action.do === 'status' && action.status.analysis)).toBe(false);
  });

  it('is tried again an interval later', () => {
    const step = decide(seen(NOW - 3_600_000));
    expect(done(step)).toContain('status');
    expect(step.actions).toContainEqual(
      expect.objectContaining({ status: { analysis: { since: Math.ceil(NOW / 1000) } } }),
    );
  });

  it('ends the run at its deadline, though it is tried again each interval', () => {
    const tried = seen(NOW - 1000);
    expect(JSON.stringify(decide(tried).actions)).not.toContain('the analysis could not go on for');
    expect(JSON.stringify(decide({ ...tried, forgottenSince: NOW - 3_600_000 }).actions)).toContain(
      'the analysis could not go on for',
    );
  });

  it('is nothing to a Canary that compares nothing', () => {
    const run = observed({ also: { forgottenAt: NOW - 1000 } });
    expect(find(decide(run), 'status')?.status.conditions?.['Accepted']).toBeUndefined();
  });
});
