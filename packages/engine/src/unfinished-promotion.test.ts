import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { appliedFlaggerId, flaggerId } from './ids.ts';
import { done, find, LONG_AGO, NOT_YET, observed, type Seen } from './stories/observed-run.ts';

/** The primary was copied of what the run is about; `annotations` are of the Canary. */
function copied(seen: Seen = {}, annotations: Readonly<Record<string, string>> = {}) {
  const run = observed({ primary: NOT_YET, isPrimaryServing: true, ...seen });
  const canary = { ...run.canary, metadata: { ...run.canary.metadata, annotations } };
  const primary = run.primary && { ...run.primary, flaggerId: appliedFlaggerId(run) };
  return decide({ ...run, canary, primary });
}

const failing = [{ action: 'status', message: 'admission webhook is away', since: LONG_AGO }] as const;
const refusal = {
  problems: [{ field: 'spec.analysis.interval', found: 'ten', allowed: 'a duration' }],
  since: LONG_AGO,
};
const RULED = [{ type: 'RollingBack', status: 'True', reason: 'Obstructed', message: 'Rolling back' }] as const;

describe('a copy of the primary that is not written down', () => {
  it('is known by what the run is about', () => {
    expect(appliedFlaggerId(observed())).toBe(flaggerId(observed()));
  });

  it.each<[string, Seen, Readonly<Record<string, string>>]>([
    ['the process died', {}, {}],
    ['a gate was open', { status: { phase: 'WaitingPromotion' } }, {}],
    ['the target was changed', { target: { revision: 'sha256:v3' } }, {}],
    ['the target was set back', { target: { revision: 'sha256:v1' } }, {}],
    ['somebody aborts', {}, { 'flagger.app/abort': 'r1 by anna' }],
    ['somebody pauses', { target: { revision: 'sha256:v3' } }, { 'flagger.app/pause': 'r1 by anna' }],
    ['the cluster refuses the status', { also: { failing } }, {}],
    ['the Canary is refused', { also: { refusal } }, {}],
    ['a rollback was decided meanwhile', { status: { conditions: RULED } }, {}],
    ['the primary has no pods yet', { isPrimaryServing: false }, {}],
  ])('is written down before anything else where %s', (_, seen, annotations) => {
    const step = copied(seen, annotations);
    expect(step.actions.flatMap((action) => (action.do === 'status' && action.touch ? [action.status] : []))).toEqual([
      expect.objectContaining({ phase: 'Promoting' }),
    ]);
    expect(done(step)).not.toContain('promote');
  });

  it('leaves users where they are to be, and who skips the analysis on the primary', () => {
    const routes = { primary: 0, canary: 100, mirrored: false };
    expect(find(copied({ routes }), 'route')?.routes.canary).toBe(30);
    expect(find(copied({ routes, spec: { skipAnalysis: true } }), 'route')?.routes.canary).toBe(0);
  });
});
