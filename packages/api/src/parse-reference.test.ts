import { describe, expect, it } from '@jest/globals';
import { parseAlertProvider, parseMetricTemplate } from './parse-reference.ts';

const raw = (kind: string, spec?: unknown) => ({
  apiVersion: 'flagger.app/v1beta1',
  kind,
  metadata: { name: 'own', namespace: 'test' },
  spec,
});

describe('a MetricTemplate', () => {
  it('is read as it is', () => {
    const spec = {
      provider: { type: 'prometheus', headers: { 'X-Scope': ['a', 'b'] }, secretRef: { name: 'auth' } },
      query: 'up',
    };
    expect(parseMetricTemplate(raw('MetricTemplate', spec))).toEqual({ ok: true, object: raw('MetricTemplate', spec) });
  });

  it.each([
    [undefined, 'spec: found nothing, allowed is an object'],
    [{ provider: { type: 'prometheus' } }, 'spec.query: found nothing, allowed is a text'],
    [
      { provider: { type: 'prometheus', address: 7 }, query: 'up' },
      'spec.provider.address: found a number, allowed is a text',
    ],
  ])('%j is refused by the field', (spec, because) => {
    expect(parseMetricTemplate(raw('MetricTemplate', spec))).toEqual({ ok: false, because });
  });

  it('of a type that nobody knows is refused with those that are known', () => {
    const parsed = parseMetricTemplate(raw('MetricTemplate', { provider: { type: 'abacus' }, query: 'up' }));
    expect(parsed.ok ? '' : parsed.because).toMatch(
      /^spec.provider.type: found "abacus", allowed is prometheus, .* or /,
    );
  });
});

describe('an AlertProvider', () => {
  it('is read as it is', () => {
    const spec = { type: 'slack', channel: 'ops', secretRef: { name: 'hook' } };
    expect(parseAlertProvider(raw('AlertProvider', spec))).toEqual({ ok: true, object: raw('AlertProvider', spec) });
  });

  it('that makes no sense shows no address', () => {
    const parsed = parseAlertProvider(raw('AlertProvider', { type: 'slack', address: ['http://me:hunter2@x'] }));
    expect(parsed).toEqual({ ok: false, because: 'spec.address: found a list, allowed is a text' });
  });
});
