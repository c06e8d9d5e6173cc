import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import type { Untaken } from './observed.ts';
import { LONG_AGO, messages, NOW, observed, type Seen } from './stories/observed-run.ts';

const MESSAGE = 'HTTPRoute podinfo.test parent public is not ready';
const untaken = (kind: Untaken['kind'], since: number, also: NonNullable<Seen['also']> = {}): Seen => ({
  also: { untaken: { kind, message: MESSAGE, since }, ...also },
});

describe('routes that the mesh has not taken', () => {
  it('are waited for without a word, though the settle time is over', () => {
    const step = decide(observed(untaken('awaited', NOW - 1000)));
    expect(step.ask).toBeUndefined();
    expect([messages(step).trim(), step.next]).toEqual(['', { at: NOW + 4000 }]);
  });

  it.each<[string, Seen]>([
    ['for longer than that', untaken('awaited', NOW - 5000)],
    ['since the mesh refuses them', untaken('refused', NOW)],
  ])('stop a run and say why: %s', (_title, seen) => {
    const step = decide(observed(seen));
    expect(step.ask).toBeUndefined();
    expect(messages(step)).toContain(MESSAGE);
    expect(JSON.stringify(step.actions)).toContain('RoutesNotTaken');
    expect(step.next === 'change' || step.next.at > NOW).toBe(true);
  });

  it('leave people heard, who can take the run back', () => {
    const webhooks = [{ type: 'rollback', name: 'back', url: 'http://hooks.example/' }] as const;
    const hooked = { spec: { analysis: { webhooks } } };
    expect(decide(observed({ ...untaken('refused', NOW), ...hooked })).ask).toMatchObject({ what: 'rollback' });
    expect(decide(observed({ ...untaken('awaited', NOW - 1000), ...hooked })).ask).toBeUndefined();
  });

  it('end the run at its deadline', () => {
    const { actions } = decide(observed(untaken('refused', LONG_AGO)));
    expect(JSON.stringify(actions)).toContain('the analysis could not go on for');
  });

  it('are alerted at that deadline only where it was not alerted that checks failed', () => {
    const alerts = (failedChecks: number): number =>
      decide(observed({ ...untaken('refused', LONG_AGO), status: { failedChecks } })).actions.filter(
        (action) => action.do === 'alert',
      ).length;
    expect([alerts(0), alerts(2)]).toEqual([1, 0]);
  });
});
