import { describe, expect, it } from '@jest/globals';
import {
  ALERTS,
  CANARY,
  HOOKS,
  altered,
  doubled,
  found,
  isEvent,
  isStatus,
  type Change,
  without,
} from './altered-recording.ts';
import type { Difference } from './differences.ts';
import type { Sighting } from './sighting.ts';
import { rewritten, treeOf, valueAt, withValue } from './values.ts';

describe('what is a difference', () => {
  it.each<[string, string, Change, Partial<Difference>]>([
    [
      'a status that never came',
      CANARY,
      without(isStatus('Progressing', 40)),
      { what: 'status', subject: 'Canary/ledger' },
    ],
    [
      'an event that was lost',
      CANARY,
      without(isEvent('Advance ledger.istio-01 canary weight 40')),
      { what: 'event', flagger: 'Normal Synced Advance ledger.istio-01 canary weight 40' },
    ],
    [
      'an event that was told twice',
      CANARY,
      doubled(isEvent('Promotion completed')),
      { what: 'event', ours: 'Normal Synced Promotion completed! Scaling down ledger.istio-01 (2 times)' },
    ],
    [
      'a state that lasted, and was not told',
      'istio/54-primary-never-ready',
      (sightings) => sightings.filter((sighting) => !isEvent('0 of 2 (readyThreshold 100%)')(sighting)),
      { what: 'event' },
    ],
    [
      'a waiting event that was never told',
      'istio/35-missing-target',
      (sightings) => sightings.filter((sighting) => !isEvent('get query error')(sighting)),
      { what: 'event' },
    ],
    [
      'a check that was not made',
      CANARY,
      without((sighting) => sighting.saw === 'query' && sighting.query.includes('histogram_quantile')),
      { what: 'query' },
    ],
    [
      'metrics servers that nobody asked for',
      CANARY,
      (sightings) => sightings.filter((sighting) => sighting.saw !== 'query' || sighting.query !== 'vector(1)'),
      { what: 'query', flagger: 'asked' },
    ],
    [
      'a hook called twice',
      'istio/42-pre-rollout-status-codes',
      doubled((sighting) => sighting.saw === 'call' && sighting.call.answered === 202),
      { what: 'webhook', subject: '/smoke' },
    ],
    [
      'a hook that was not called',
      HOOKS,
      (sightings) => sightings.filter((sighting) => sighting.saw !== 'call' || sighting.call.path !== '/report'),
      { what: 'webhook', subject: '/report' },
    ],
    [
      'an alert that was not sent',
      ALERTS,
      without((sighting) => sighting.saw === 'call' && sighting.call.path.startsWith('/alert/gchat')),
      { what: 'alert' },
    ],
    [
      'a step of the weights that was left out',
      CANARY,
      without(isRouteWithWeight(40)),
      { what: 'routing', subject: 'VirtualService/ledger' },
    ],
    [
      'a refusal of the API server',
      CANARY,
      altered((sighting) => (sighting.saw === 'answer' ? { ...sighting, said: '422 invalid' } : sighting)),
      { what: 'answer', flagger: 'accepted', ours: '422 invalid' },
    ],
    [
      'a wait without end',
      CANARY,
      (sightings) => [...sightings, { saw: 'stuck', what: 'never' }],
      { what: 'stuck', ours: 'never' },
    ],
    [
      'a moment that was not reached',
      CANARY,
      without((sighting) => sighting.saw === 'moment'),
      { what: 'object', subject: 'initialized' },
    ],
  ])('%s', (_title, id, change, expected) => {
    expect(found(id, change)).toEqual(expect.arrayContaining([expect.objectContaining(expected)]));
  });

  it('a field of a status, told with its value on each side', () => {
    const change = altered((sighting) =>
      isStatus('Promoting', 60)(sighting) && sighting.saw === 'status'
        ? { ...sighting, status: { ...sighting.status, failedChecks: 3 } }
        : sighting,
    );
    expect(found(CANARY, change)).toEqual([
      { what: 'status', subject: 'Canary/ledger Promoting 60', path: '/failedChecks', flagger: '0', ours: '3' },
    ]);
  });

  it('a field of an object, at the moment at which it was so', () => {
    const change = altered((sighting) =>
      sighting.saw === 'moment' && sighting.name === 'mid-analysis'
        ? {
            ...sighting,
            objects: sighting.objects.map((object) =>
              object['kind'] === 'Deployment' ? treeOf(withValue(object, ['spec', 'replicas'], 7)) : object,
            ),
          }
        : sighting,
    );
    expect(found(CANARY, change)).toEqual([
      { what: 'object', subject: 'mid-analysis Deployment/ledger', path: '/spec/replicas', flagger: '2', ours: '7' },
      {
        what: 'object',
        subject: 'mid-analysis Deployment/ledger-primary',
        path: '/spec/replicas',
        flagger: '2',
        ours: '7',
      },
    ]);
  });

  it('an object that is there too many', () => {
    const change = altered((sighting) =>
      sighting.saw === 'moment'
        ? {
            ...sighting,
            objects: [...sighting.objects, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' } }],
          }
        : sighting,
    );
    expect(found(CANARY, change).map(({ subject, flagger }) => [subject, flagger])).toEqual([
      ['initialized ConfigMap/extra', undefined],
      ['mid-analysis ConfigMap/extra', undefined],
      ['after-succeeded ConfigMap/extra', undefined],
    ]);
  });

  it('a primary that was not restarted by the promotion', () => {
    const change = altered((sighting) =>
      sighting.saw === 'moment'
        ? {
            ...sighting,
            objects: sighting.objects.map((object) =>
              treeOf(rewritten(object, (leaf) => (leaf === '<flagger-id-2>' ? '<flagger-id-1>' : leaf))),
            ),
          }
        : sighting,
    );
    expect(found(CANARY, change)).toEqual([
      expect.objectContaining({ what: 'object', flagger: '<flagger-id-2>', ours: '<flagger-id-1>' }),
    ]);
  });

  it('a part of an alert, by its path', () => {
    const change = altered((sighting) =>
      sighting.saw === 'call' && sighting.call.path === '/alert/msteams'
        ? { ...sighting, call: { ...sighting.call, body: withValue(sighting.call.body, ['themeColor'], 'green') } }
        : sighting,
    );
    expect(found(ALERTS, change)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ what: 'alert', subject: '/alert/msteams', path: '/body/themeColor', ours: 'green' }),
      ]),
    );
  });
});

function isRouteWithWeight(weight: number): (sighting: Sighting) => boolean {
  return (sighting) =>
    sighting.saw === 'routing' && valueAt(sighting.content, 'spec', 'http', 0, 'route', 1, 'weight') === weight;
}
