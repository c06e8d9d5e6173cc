import { describe, expect, it } from '@jest/globals';
import { anObject } from '../test/api-server.ts';
import { Cache } from './caches/cache.ts';
import { Turns } from './caches/turns.ts';

const CANARY = 'test/podinfo';
const RELEASES = 500;

/** A cache of configs, and one canary whose turns read some of them. */
function turning(): {
  readonly cache: Cache;
  readonly woken: string[];
  readonly turn: (status: number, names: readonly string[]) => void;
} {
  const turns = new Turns();
  const woken: string[] = [];
  const cache = new Cache({
    trim: (object) => object,
    onChange: (key) => woken.push(key),
    turnOf: (key) => turns.of(key),
  });
  cache.listing().done('1');
  const turn = (status: number, names: readonly string[]): void => {
    names.forEach((name) => cache.claim(`test/${name}`, CANARY));
    cache.endTurn(CANARY, turns.end(CANARY, String(status)));
  };
  return { cache, woken, turn };
}

describe('what a canary wants', () => {
  it('is what it read lately: configs with a hash in their names do not pile up', () => {
    const { cache, turn } = turning();
    for (let release = 1; release <= RELEASES; release += 1) {
      cache.changed(anObject(`config-${release}`, String(10 * release)));
      turn(release, [`config-${release}`]);
    }
    const { wanted, kept, tombstones } = cache.entries;
    expect(wanted).toBeLessThan(12);
    expect([kept <= wanted, tombstones]).toEqual([true, 0]);
  });

  it('is all that it read since its status moved, though other turns did not read it', () => {
    const { cache, woken, turn } = turning();
    turn(1, ['hook', 'target']);
    for (let poll = 0; poll < 50; poll += 1) {
      turn(1, ['target']);
    }
    cache.changed(anObject('hook', '10'));
    expect(woken).toEqual([CANARY]);
  });

  it('is not what it has not read for a hundred turns, though its status rests', () => {
    const { cache, turn } = turning();
    for (let release = 1; release <= RELEASES; release += 1) {
      turn(1, [`config-${release}`]);
    }
    expect(cache.entries.wanted).toBe(100);
  });

  it('wants one GET where it is read again', () => {
    const { cache, turn } = turning();
    cache.changed(anObject('hook', '10'));
    turn(1, ['hook']);
    for (let status = 2; status < 20; status += 1) {
      turn(status, ['target']);
    }
    expect(cache.read('test/hook')).toEqual({ state: 'unfetched' });
  });
});

describe('canaries that are gone', () => {
  it('leave nothing behind, though each is remembered for a while lest late news bring it back', () => {
    const cache = new Cache({ trim: (object) => object, onChange: () => undefined, keepsAll: true });
    cache.listing().done('1');
    for (let preview = 1; preview <= RELEASES; preview += 1) {
      cache.changed(anObject(`pr-${preview}`, String(10 * preview)));
      cache.deleted(anObject(`pr-${preview}`, String(10 * preview + 5)));
    }
    cache.sweep(() => true);
    cache.changed(anObject('pr-1', '10'));
    expect(cache.entries).toEqual({ wanted: 0, kept: 0, tombstones: RELEASES });
    cache.sweep(() => true);
    expect(cache.entries).toEqual({ wanted: 0, kept: 0, tombstones: 0 });
  });

  it('want nothing, also where a read that was under way came after they were forgotten', () => {
    const cache = new Cache({ trim: (object) => object, onChange: () => undefined });
    cache.forget(CANARY);
    cache.claim('test/template', CANARY);
    cache.sweep((key) => key !== CANARY);
    expect([cache.entries.wanted, cache.isNeeded]).toEqual([0, false]);
  });
});
