import { ALL_TO_CANARY, ALL_TO_PRIMARY, split } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { aService } from '../test/a-service.ts';
import type { TrafficTarget } from './knative-api.ts';
import { routesOf, toLatest, traffic } from './traffic.ts';

const withTraffic = (...targets: readonly TrafficTarget[]) => aService({ traffic: targets });
const LATEST = { latestRevision: true, percent: 0 };
const FIRST = { revisionName: 'basket-00001', percent: 100 };

describe('the traffic of a Service', () => {
  it('has the newest revision first, and both also where one has nobody', () => {
    expect(traffic(aService(), 'basket-00001', ALL_TO_PRIMARY)).toEqual([LATEST, FIRST]);
    expect(traffic(aService(), 'basket-00001', ALL_TO_CANARY)).toEqual([
      { latestRevision: true, percent: 100 },
      { revisionName: 'basket-00001', percent: 0 },
    ]);
  });

  it('keeps what Knative adds to its entries, and the tags of a user without a share', () => {
    const found = withTraffic(
      { latestRevision: true, percent: 0, tag: 'next' },
      { latestRevision: false, revisionName: 'basket-00001', percent: 90 },
      { revisionName: 'basket-00000', percent: 10, tag: 'old' },
      { revisionName: 'basket-00000', percent: 0 },
    );
    expect(traffic(found, 'basket-00001', split(20))).toEqual([
      { latestRevision: true, percent: 20, tag: 'next' },
      { latestRevision: false, revisionName: 'basket-00001', percent: 80 },
      { revisionName: 'basket-00000', percent: 0, tag: 'old' },
    ]);
  });

  it.each([
    { title: 'nothing is said', targets: [] },
    { title: 'everybody follows the template', targets: [{ latestRevision: true, percent: 100 }] },
    {
      title: 'another revision is in the place of the primary',
      targets: [LATEST, { ...FIRST, revisionName: 'other' }],
    },
    {
      title: 'a third has a share',
      targets: [LATEST, { ...FIRST, percent: 90 }, { revisionName: 'other', percent: 10, tag: 'old' }],
    },
    { title: 'shares do not make a whole', targets: [LATEST, { ...FIRST, percent: 90 }] },
  ])('is no split where $title', ({ targets }) => {
    expect(routesOf(withTraffic(...targets), 'basket-00001')).toBeUndefined();
  });

  it('is a split beside tags that have no share', () => {
    const old = { revisionName: 'other', tag: 'old' };
    expect(routesOf(withTraffic(LATEST, FIRST, old), 'basket-00001')).toEqual(ALL_TO_PRIMARY);
  });

  it('follows the template where it is given back, and keeps the tags', () => {
    const old = { revisionName: 'other', percent: 5, tag: 'old' };
    expect(toLatest(withTraffic(LATEST, FIRST, old))).toEqual([
      { latestRevision: true, percent: 100 },
      { ...old, percent: 0 },
    ]);
  });
});
