import type { Analysis, CanaryStatus, Check, Finding } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { explained } from './explain.ts';
import { info, note, status, step } from './step.ts';
import { observed } from './stories/observed-run.ts';

const METRICS = [{ name: 'request-success-rate', thresholdRange: { min: 99 } }, { name: 'request-duration' }];
const measurement = { kind: 'metric', index: 0, provider: 'istio' } as const;
const rate: Finding = {
  ...measurement,
  name: 'request-success-rate',
  source: 'success-rate',
  query: ' sum(rate(x[1m])) ',
  value: 98.765,
};
const reply = (hook: Extract<Finding, { kind: 'reply' }>['hook'], ok: boolean, name = 'gate'): Finding => ({
  ...{ kind: 'reply', hook, name, ok },
  message: ok ? '' : 'no',
});

/** The checks that a status holds after these findings. */
function checksAfter(
  findings: readonly Finding[],
  before?: CanaryStatus['analysis'],
  analysis: Partial<Analysis> = {},
) {
  const seen = observed({
    status: before ? { analysis: before } : {},
    spec: { analysis: { metrics: METRICS, ...analysis } },
  });
  const written = explained(seen, findings, step([info(seen, 'said'), status({ failedChecks: 1 })])).actions;
  return written.flatMap((action) => (action.do === 'status' ? [action.status.analysis] : [])).at(0);
}
const kept = (name: string, type = 'query', kind = 'metric'): Check => ({
  kind,
  name,
  type,
  verdict: 'pass',
  message: '',
});

describe('a check', () => {
  it('of a metric keeps what was asked, what was found and what is allowed', () => {
    expect(checksAfter([rate])?.checks).toEqual([
      {
        kind: 'metric',
        name: 'request-success-rate',
        type: 'success-rate',
        verdict: 'fail',
        message: 'Halt podinfo.test advancement success rate 98.77% < 99%',
        value: '98.765%',
        threshold: 'at least 99%',
        query: 'sum(rate(x[1m]))',
        time: '2026-01-01T01:00:00Z',
      },
    ]);
  });

  it.each<[string, Finding, object]>([
    [
      'that passed says so',
      { ...rate, value: 99.5 },
      { verdict: 'pass', message: 'success rate 99.50%: allowed is at least 99%' },
    ],
    [
      'of a duration is in its unit',
      { ...measurement, index: 1, name: 'request-duration', source: 'duration', value: 500 },
      { verdict: 'fail', value: '500ms', threshold: 'at most 0s' },
    ],
    [
      'without a value holds none',
      { ...rate, value: NaN },
      { verdict: 'fail', message: expect.stringContaining('no values found'), query: 'sum(rate(x[1m]))' },
    ],
    [
      'of a metrics server that is away holds',
      { ...rate, problem: { kind: 'unreachable', message: 'refused' } },
      { verdict: 'hold', message: expect.stringContaining('cannot be reached: refused') },
    ],
    [
      'of a load test that ran passed',
      reply('', true, 'load'),
      { type: 'rollout', verdict: 'pass', message: 'External check load passed' },
    ],
    ['of a closed gate holds', reply('confirm-promotion', false), { type: 'confirm-promotion', verdict: 'hold' }],
    ['of a rollback hook that says yes fails', reply('rollback', true), { verdict: 'fail' }],
    ['of a rollback hook that says no passes', reply('rollback', false), { verdict: 'pass' }],
  ])('%s', (_, finding, expected) => {
    expect(checksAfter([finding])?.checks).toEqual([expect.objectContaining(expected)]);
  });

  it('shows no secret, not even half of one, and is cut where it is long', () => {
    const query = `${'x'.repeat(590)} http://user:hunter2secret@host/`;
    const [check] = checksAfter([{ ...rate, query }])?.checks ?? [];
    expect(check?.query).toMatch(/^x{590} http:\/\/\*+\.\.\.$/);
  });
});

describe('the checks of a status', () => {
  it('keep the last answer of each, the newest at the end, and drop what the spec has no more', () => {
    const webhooks = [{ name: 'gate', url: 'http://gate/', type: 'confirm-rollout' as const }];
    const before = {
      checks: [
        kept('gate', 'confirm-rollout', 'webhook'),
        kept('request-success-rate', 'success-rate'),
        kept('gone'),
        kept('request-duration', 'duration'),
      ],
    };
    expect(checksAfter([rate], before, { webhooks })?.checks?.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual(
      ['gate pass', 'request-duration pass', 'request-success-rate fail'],
    );
  });

  it('are 16 at the most, those that were asked last', () => {
    const metrics = Array.from({ length: 20 }, (_, index) => ({
      name: `m${index}`,
      query: 'q',
      thresholdRange: { max: 1 },
    }));
    const findings = metrics.map(({ name }, index): Finding => ({
      ...measurement,
      index,
      name,
      source: 'query',
      value: index === 19 ? 2 : 0,
    }));
    const checks = checksAfter(findings, undefined, { metrics })?.checks ?? [];
    expect([checks.length, checks.at(0)?.name, checks.at(-1)]).toMatchObject([
      16,
      'm4',
      { name: 'm19', verdict: 'fail' },
    ]);
  });

  it('leave alone what others keep beside them', () => {
    const before: CanaryStatus['analysis'] = { checks: [], ...{ memory: 'of a judge' } };
    expect(checksAfter([rate], before)).toMatchObject({ memory: 'of a judge', checks: [{ verdict: 'fail' }] });
  });

  it('are written with a status that is written anyway, and never alone', () => {
    const seen = observed();
    expect(explained(seen, [rate], step([info(seen, 'said')])).actions.map((action) => action.do)).toEqual(['event']);
    const noted = explained(seen, [rate], step([status({}), note({})])).actions;
    expect(noted).toMatchObject([{ status: {} }, { status: { analysis: { checks: [{}] } } }]);
  });

  it('are written with what was counted, which is written in any case, once', () => {
    const counts: Finding = {
      ...{ kind: 'counts', name: 'request-success-rate', seenFrom: 'client', from: 100, to: 110 },
      tables: [{ canary: { n: 100, x: 1 }, primary: { n: 400, x: 4 } }],
    };
    const analysis = { metrics: [{ name: 'request-success-rate', compare: {} }] };
    const seen = observed({ spec: { analysis }, status: { analysis: { since: 90 } } });
    const [written, ...others] = explained(seen, [counts], step([])).actions;
    expect([others, written]).toMatchObject([[], { do: 'status', touch: false, status: { analysis: { until: 110 } } }]);
    const later = observed({ spec: { analysis }, status: { analysis: { since: 90, until: 110 } } });
    expect(explained(later, [counts], step([])).actions).toEqual([]);
  });
});
