import { describe, expect, it } from '@jest/globals';
import type { CanaryStatus } from '@flagger/api';
import { decide, nextStatus } from './index.ts';
import type { Observed } from './observed.ts';
import { observed, STUCK, TO_PRIMARY, type Seen } from './stories/observed-run.ts';

const KSTATUS: Partial<Observed> = { kstatus: {} };
const TYPES = ['Ready', 'Reconciling', 'Stalled'];

/** The status once nothing is written any more, with how many writes that took. */
function comesToRest(seen: Seen, metadata: object = {}): { readonly status: CanaryStatus; readonly writes: number } {
  const first = observed(seen);
  let { status } = first.canary;
  let writes = 0;
  for (let turn = 0; turn < 5; turn++) {
    const canary = { ...first.canary, metadata: { ...first.canary.metadata, ...metadata }, status };
    for (const action of decide({ ...first, canary }).actions) {
      if (action.do === 'status') {
        const next = nextStatus(status, { change: action.status, touch: false, kind: 'Deployment', now: first.now });
        writes += JSON.stringify(next) === JSON.stringify(status) ? 0 : 1;
        status = next;
      }
    }
  }
  return { status, writes };
}

const told = ({ conditions = [] }: CanaryStatus) =>
  conditions
    .filter(({ type }) => TYPES.includes(type))
    .map(({ type, status, reason }) => `${type}=${status} ${reason}`);

const atRest = (phase: 'Succeeded' | 'Failed' | 'Initialized', status: 'True' | 'False'): Seen => ({
  status: {
    phase,
    canaryWeight: 0,
    lastPromotedSpec: 'sha256:v2',
    conditions: [{ type: 'Promoted', status, reason: phase, message: 'as it ended' }],
  },
  routes: TO_PRIMARY,
});

const CASES: readonly (readonly [string, Seen, readonly string[]])[] = [
  ['a run', {}, ['Ready=Unknown Progressing', 'Reconciling=True Progressing']],
  [
    'a canary that nobody looked at',
    { status: { phase: '' } },
    ['Ready=Unknown Initializing', 'Reconciling=True Initializing'],
  ],
  ['a run that succeeded', atRest('Succeeded', 'True'), ['Ready=True Succeeded']],
  ['a canary that was initialized', atRest('Initialized', 'True'), ['Ready=True Initialized']],
  ['a run that failed', atRest('Failed', 'False'), ['Ready=False Failed', 'Stalled=True Failed']],
  [
    'a run that failed and was reverted',
    { ...atRest('Failed', 'False'), target: { isPromoted: true } },
    ['Ready=True Reverted'],
  ],
  [
    'a run that failed, set back to what failed to be promoted before',
    { ...atRest('Failed', 'False'), target: { isPromoted: true }, primary: STUCK, isPrimaryServing: true },
    ['Ready=False Failed', 'Stalled=True Failed'],
  ],
  [
    'a promotion that failed: all users are on the target, whatever it is',
    {
      ...atRest('Failed', 'False'),
      target: { isPromoted: true },
      routes: { primary: 0, canary: 100, mirrored: false },
    },
    ['Ready=False Failed', 'Stalled=True Failed'],
  ],
  [
    'a spec that cannot work',
    { also: { refusal: { problems: [{ field: 'spec.x', found: '1', allowed: '2' }], since: 0 } } },
    ['Ready=False InvalidSpec', 'Stalled=True InvalidSpec'],
  ],
  [
    'a target that may come with the next apply',
    { also: { target: { state: 'missing', message: 'not found', field: 'x', found: 'nothing', allowed: 'one' } } },
    ['Ready=Unknown TargetMissing', 'Reconciling=True TargetMissing'],
  ],
  [
    'a primary that cannot start at the beginning',
    { status: { phase: 'Initializing' }, primary: STUCK, also: { isApexOnPrimary: false } },
    ['Ready=False Initializing', 'Stalled=True Initializing'],
  ],
];

describe('where the conditions of kstatus are told', () => {
  it.each(CASES)('%s has them: %j', (_, seen, expected) => {
    const { status } = comesToRest({ ...seen, also: { session: undefined, ...seen.also, ...KSTATUS } });
    expect(told(status)).toEqual(expected);
  });

  it.each(CASES)('%s costs no write more but the first', (_, seen) => {
    const { writes } = comesToRest(seen);
    const more = comesToRest({ ...seen, also: { ...seen.also, ...KSTATUS } });
    expect([writes, writes + 1]).toContain(more.writes);
    const again = comesToRest({ ...seen, status: more.status, also: { ...seen.also, ...KSTATUS } });
    expect(again.writes).toBe(0);
  });

  it('a phase and its conditions are one write', () => {
    const step = decide(observed({ status: { phase: '' }, also: KSTATUS }));
    const written = step.actions.flatMap((action) => (action.do === 'status' ? [action.status] : []));
    expect(written).toEqual([
      expect.objectContaining({
        phase: 'Initializing',
        conditions: expect.objectContaining({ Ready: expect.objectContaining({ status: 'Unknown' }) }),
      }),
    ]);
  });

  it('Ready is not taken for the first condition, which is Promoted', () => {
    const { status } = comesToRest({ status: { phase: '' }, also: KSTATUS });
    expect(status.conditions?.[0]?.type).toBe('Promoted');
  });

  it('a suspended canary stays as it is', () => {
    const annotations = { 'reconcile.fluxcd.io/requestedAt': 'noon' };
    expect(comesToRest({ spec: { suspend: true }, also: KSTATUS }, { annotations }).writes).toBe(0);
  });
});

describe('where they are not told', () => {
  it.each(CASES)('%s has none', (_, seen) => {
    expect(told(comesToRest(seen).status)).toEqual([]);
  });

  it('any more, they are taken back, so that nobody waits for them', () => {
    const { status } = comesToRest({ ...atRest('Succeeded', 'True'), also: KSTATUS });
    expect(told(status)).toEqual(['Ready=True Succeeded']);
    expect(told(comesToRest({ ...atRest('Succeeded', 'True'), status }).status)).toEqual([]);
  });

  it('a request of Flux is not answered', () => {
    const { status } = comesToRest({}, { annotations: { 'reconcile.fluxcd.io/requestedAt': 'noon' } });
    expect(status.lastHandledReconcileAt).toBeUndefined();
  });
});

describe('a request of Flux to look at a canary', () => {
  const annotations = { 'reconcile.fluxcd.io/requestedAt': 'noon' };

  it('is answered once', () => {
    const { status } = comesToRest({ ...atRest('Succeeded', 'True'), also: KSTATUS }, { annotations });
    expect(status.lastHandledReconcileAt).toBe('noon');
    expect(comesToRest({ status, also: KSTATUS }, { annotations }).writes).toBe(0);
  });

  it('is not answered again where the CRD does not keep the answer', () => {
    const seen = atRest('Succeeded', 'True');
    const { lastHandledReconcileAt: _, ...kept } = comesToRest({ ...seen, also: KSTATUS }, { annotations }).status;
    const also = { kstatus: { answered: 'noon' } };
    expect(comesToRest({ ...seen, status: kept, also }, { annotations }).writes).toBe(0);
  });
});
