import { describe, expect, it } from '@jest/globals';
import { resolve } from 'node:path';
import { differences, type Difference } from './differences.ts';
import { observationsOf } from './observations.ts';
import { readRecording } from './read-recordings.ts';
import type { Sighting } from './sighting.ts';
import { isTree, rewritten, treeOf, valueAt, withValue } from './values.ts';

const FOLDER = resolve(import.meta.dirname, '../../recordings');

type Change = (sightings: readonly Sighting[]) => readonly Sighting[];

/** A recording against itself, changed as if it were ours. */
function found(id: string, change: Change): readonly Difference[] {
  const { flagger } = readRecording(FOLDER, id);
  return differences(observationsOf(flagger), observationsOf(change(flagger)));
}

const CANARY = 'istio/01-canary-success';
const HOOKS = 'istio/11-webhooks-gates';
const ALERTS = 'istio/28-alerts-failure';

const without =
  (isIt: (sighting: Sighting) => boolean): Change =>
  (sightings) =>
    sightings.toSpliced(sightings.findIndex(isIt), 1);
const doubled =
  (isIt: (sighting: Sighting) => boolean): Change =>
  (sightings) =>
    sightings.flatMap((sighting, index) => (index === sightings.findIndex(isIt) ? [sighting, sighting] : [sighting]));
const altered =
  (change: (sighting: Sighting) => Sighting): Change =>
  (sightings) =>
    sightings.map(change);
const isEvent =
  (part: string) =>
  (sighting: Sighting): boolean =>
    sighting.saw === 'event' && sighting.message.includes(part);
const isStatus =
  (phase: string, weight: number) =>
  (sighting: Sighting): boolean =>
    sighting.saw === 'status' && sighting.status['phase'] === phase && sighting.status['canaryWeight'] === weight;

describe('what is no difference', () => {
  it.each<[string, string, Change]>([
    ['other random values', CANARY, altered((sighting) => randomised(sighting))],
    ['the same status written again', CANARY, doubled(isStatus('Progressing', 40))],
    ['a waiting event told less often', 'istio/35-missing-target', without(isEvent('get query error'))],
    ['readiness seen at another moment', CANARY, without(isEvent('not ready: waiting for rollout to finish'))],
    [
      'an event that the Go client combined with others',
      CANARY,
      altered((sighting) =>
        sighting.saw === 'event'
          ? { ...sighting, message: `(combined from similar events): ${sighting.message}` }
          : sighting,
      ),
    ],
    [
      'one more poll of a closed gate',
      HOOKS,
      doubled(
        (sighting) => sighting.saw === 'call' && sighting.call.path === '/gate-start' && sighting.call.answered === 403,
      ),
    ],
    ['a route written again as it is', CANARY, doubled((sighting) => sighting.saw === 'routing')],
    [
      'a condition and a field that Flagger does not have',
      CANARY,
      altered((sighting) =>
        sighting.saw === 'status' ? { ...sighting, status: extended(sighting.status) } : sighting,
      ),
    ],
    [
      'a query with other blanks',
      CANARY,
      altered((sighting) =>
        sighting.saw === 'query' ? { ...sighting, query: sighting.query.replaceAll(' ', '\n  ') } : sighting,
      ),
    ],
  ])('%s', (_title, id, change) => {
    expect(found(id, change)).toEqual([]);
  });
});

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

function extended(status: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const conditions = Array.isArray(status['conditions']) ? status['conditions'].filter(isTree) : [];
  return { ...status, colour: 'blue', conditions: [{ type: 'Accepted', status: 'True' }, ...conditions] };
}

/** What a recording has names for, as raw as an operator writes it. */
function randomised(sighting: Sighting): Sighting {
  const raw = (value: unknown): Readonly<Record<string, unknown>> =>
    treeOf(rewritten(value, (leaf) => (typeof leaf === 'string' ? rawText(leaf) : leaf)));
  if (sighting.saw === 'status') {
    return { ...sighting, status: raw(sighting.status) };
  }
  if (sighting.saw === 'moment') {
    return { ...sighting, objects: sighting.objects.map(raw) };
  }
  return sighting;
}

const rawText = (text: string): string =>
  text
    .replace(/^<hash-(\d)>$/, 'sha256:$10c5f')
    .replace(/^<flagger-id-(\d)>$/, '5f0c1b2a-0000-4000-8000-00000000000$1')
    .replace(/^<time>$/, '2026-01-02T03:04:05Z')
    .replace(/^<ip>$/, '10.96.7.8');
