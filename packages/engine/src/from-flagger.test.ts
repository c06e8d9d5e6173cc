import type { CanaryStatus, Phase } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { decide } from './decide.ts';
import { done, find, messages, observed, STUCK, TO_PRIMARY } from './stories/observed-run.ts';

/** What Flagger left behind. */
const left = (phase: Phase): CanaryStatus => ({ phase, lastAppliedSpec: '5b7c6d9f8', lastPromotedSpec: '7d4f9c6b5' });

describe('a suspended Canary that Flagger left', () => {
  const spec = { suspend: true };
  const decided = (phase: Phase, also = {}) =>
    decide(observed({ status: left(phase), spec, routes: TO_PRIMARY, also }));

  it.each([
    ['Progressing', 'sha256:v2'],
    ['WaitingPromotion', 'sha256:v2'],
    ['Succeeded', ''],
    ['Failed', 'sha256:v2'],
  ] as const)(
    'is noted as any other, so that what is released meanwhile is not lost (%s)',
    (phase, lastAppliedSpec) => {
      const step = decided(phase);
      expect(find(step, 'status')).toMatchObject({ status: { lastAppliedSpec }, touch: false });
      expect(new Set(done(step))).toEqual(new Set(['status', 'event']));
    },
  );

  it.each(['', 'Initializing', 'Terminating'] as const)(
    'is left alone where nothing was released yet, or will be (%p)',
    (phase) => {
      expect(done(decided(phase))).toEqual(['event']);
    },
  );

  it('is left alone beside an older Canary of its target, and once it is noted', () => {
    expect(done(decided('Succeeded', { isSecond: true }))).toEqual(['event']);
    expect(done(decide(observed({ spec })))).toEqual(['event']);
  });
});

describe('a refused Canary that Flagger left', () => {
  it('is noted at once, and nothing else is made of it', () => {
    const refusal = { problems: [{ field: 'spec.service.port', found: 'a', allowed: 'b' }], since: 0 };
    const step = decide(observed({ status: left('Failed'), routes: TO_PRIMARY, also: { refusal } }));
    expect(find(step, 'status')).toMatchObject({ status: { lastAppliedSpec: 'sha256:v2' } });
    expect(done(step)).not.toContain('ensureServices');
  });
});

/** The same once it is noted that the target is not what was copied. */
const EDITED = { lastAppliedSpec: '', lastPromotedSpec: '5b7c6d9f8' };

describe.each(['Promoting', 'Finalising'] as const)(
  'a promotion that Flagger left, whose target was edited since (%s)',
  (phase) => {
    it('is noted by the name that Flagger has for what it copied, and the edit as new', () => {
      const step = decide(observed({ status: left(phase) }));
      expect(find(step, 'status')?.status).toMatchObject(EDITED);
      expect(messages(step)).not.toContain('New revision');
    });

    it('counts as about the target where nothing is there to compare that with', () => {
      const step = decide(observed({ status: left(phase), primary: undefined }));
      expect(find(step, 'status')?.status).toMatchObject({ lastAppliedSpec: 'sha256:v2' });
    });

    it('keeps that name where the primary cannot start', () => {
      const step = decide(
        observed({ status: { phase, ...EDITED }, primary: STUCK, isPrimaryServing: true, routes: TO_PRIMARY }),
      );
      expect(find(step, 'status')?.status).toMatchObject({ phase: 'Failed' });
      expect(find(step, 'status')?.status).not.toHaveProperty('lastPromotedSpec');
    });
  },
);

describe('a promotion that Flagger left, whose target was edited since', () => {
  it('leads users away from the edit at once', () => {
    const step = decide(observed({ status: { phase: 'Promoting', canaryWeight: 60, ...EDITED } }));
    expect(find(step, 'route')?.routes).toEqual(TO_PRIMARY);
  });

  it('succeeds with the name that Flagger has for it', () => {
    const step = decide(observed({ status: { phase: 'Finalising', ...EDITED }, routes: TO_PRIMARY }));
    expect(find(step, 'status')?.status).toMatchObject({ phase: 'Succeeded' });
    expect(find(step, 'status')?.status).not.toHaveProperty('lastPromotedSpec');
  });
});
