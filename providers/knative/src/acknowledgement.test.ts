import { describe, expect, it } from '@jest/globals';
import { aService } from '../test/a-service.ts';
import { acknowledgementOf } from './acknowledgement.ts';
import type { KnativeCondition, KnativeService } from './knative-api.ts';

const WANTED = [
  { latestRevision: true, percent: 20 },
  { revisionName: 'basket-00001', percent: 80 },
];
const TAKEN = [
  { latestRevision: true, revisionName: 'basket-00002', percent: 20 },
  { latestRevision: false, revisionName: 'basket-00001', percent: 80 },
];
const routing = (
  status: string,
  more: Partial<KnativeCondition> = {},
): Pick<NonNullable<KnativeService['status']>, 'conditions'> => ({
  conditions: [{ type: 'RoutesReady', status, ...more }],
});
const service = (status: KnativeService['status']): KnativeService =>
  aService({ traffic: WANTED, latest: 'basket-00002', primary: 'basket-00001', status });

describe('what Knative says about the traffic of a Service', () => {
  it('is nothing before it has looked at one', () => {
    expect(acknowledgementOf(service({}))).toEqual({ kind: 'silent' });
    expect(acknowledgementOf(service({ observedGeneration: 3 }))).toEqual({ kind: 'silent' });
  });

  it.each([routing('True'), {}])('is that it took it, also where it says no more than the shares: %j', (more) => {
    const status = { observedGeneration: 3, traffic: TAKEN, ...more };
    expect(acknowledgementOf(service(status))).toEqual({ kind: 'acknowledged' });
  });

  it('counts the shares of a revision together', () => {
    const traffic = [
      { latestRevision: true, percent: 20 },
      { revisionName: 'basket-00002', percent: 80 },
    ];
    const status = { observedGeneration: 3, traffic: [{ revisionName: 'basket-00002', percent: 100 }] };
    expect(acknowledgementOf(aService({ latest: 'basket-00002', traffic, status }))).toEqual({ kind: 'acknowledged' });
  });

  it('is awaited where it has seen an earlier version only', () => {
    expect(acknowledgementOf(service({ observedGeneration: 2, traffic: TAKEN, ...routing('False') }))).toEqual({
      kind: 'awaited',
      message: 'Knative Service basket.shop is not looked at yet (observed generation: 2, current generation: 3)',
    });
  });

  it.each([
    { traffic: TAKEN, ...routing('Unknown') },
    { traffic: [{ revisionName: 'basket-00001', percent: 100 }], ...routing('True') },
    { traffic: [...TAKEN.slice(0, 1), { revisionName: 'basket-00000', percent: 80 }] },
  ])('is awaited while it has other shares, or is about to take these: %j', (status) => {
    expect(acknowledgementOf(service({ observedGeneration: 3, ...status }))).toEqual({
      kind: 'awaited',
      message: 'Knative Service basket.shop does not route yet as its traffic says',
    });
  });

  it.each<[Partial<KnativeCondition>, string]>([
    [{ reason: 'RevisionMissing', message: 'Revision "x" not found' }, ': RevisionMissing: Revision "x" not found'],
    [{}, ''],
  ])('is a refusal in its own words: %j', (more, words) => {
    expect(acknowledgementOf(service({ observedGeneration: 3, traffic: TAKEN, ...routing('False', more) }))).toEqual({
      kind: 'refused',
      message: `Knative Service basket.shop does not route${words}`,
    });
  });
});
