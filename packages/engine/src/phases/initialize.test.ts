import { describe, expect, it } from '@jest/globals';
import { decide } from '../decide.ts';
import { stepId } from '../ids.ts';
import type { Observed } from '../observed.ts';
import { done, find, LONG_AGO, observed, type Seen } from '../stories/observed-run.ts';

/** The first primary is ready, and metrics are. */
function step({ also, ...seen }: Seen = {}) {
  const status = { phase: 'Initializing', canaryWeight: 0, lastAppliedSpec: '', lastPromotedSpec: '' } as const;
  const first = observed({ spec: { skipAnalysis: true }, ...seen, status, also: { routes: undefined, ...also } });
  return decide({ ...first, session: { id: `${stepId(first)}.0`, startedAt: LONG_AGO, findings: new Map() } });
}

describe('the end of the initialisation', () => {
  it('is reached where the primary has everybody', () => {
    const ended = step({ also: { routes: { primary: 100, canary: 0, mirrored: false } } });
    expect(done(ended)).toContain('sleepTarget');
    expect(find(ended, 'status')?.status.phase).toBe('Initialized');
  });

  it.each<[string, Partial<Observed>]>([
    ['nobody can read', {}],
    [
      'others keep changing',
      {
        repairs: new Map([['ensureRoutes', { times: 9, firstAt: LONG_AGO, lastAt: observed().now, what: 'Ingress' }]]),
      },
    ],
  ])('is not reached by routes that %s: they may lead users to the target', (_what, also) => {
    const waits = step({ also });
    expect(done(waits)).not.toContain('sleepTarget');
    expect(find(waits, 'status')?.status.phase).toBeUndefined();
  });

  it.each<[string, Partial<Observed>]>([
    ['no mesh splits', { mesh: { weights: false, mirror: false, match: false, sticky: false } }],
    ['the mesh is not installed', { uninstalled: { message: 'no Ingress', since: LONG_AGO, againAt: Infinity } }],
    ['another Canary leads users', { isSecondToServices: true }],
  ])('needs no routes where %s', (_what, also) => {
    expect(done(step({ also }))).toContain('sleepTarget');
  });
});
