import { describe, expect, it } from '@jest/globals';
import {
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
import type { Sighting } from './sighting.ts';
import { isTree, rewritten, treeOf } from './values.ts';

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
