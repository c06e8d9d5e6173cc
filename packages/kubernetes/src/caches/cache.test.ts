import { describe, expect, it } from '@jest/globals';
import { anObject } from '../../test/api-server.ts';
import { KEY, CANARY, OTHER, at, reborn, aCache, aListedCache, list, versionOf } from '../../test/a-cache.ts';

describe('Cache: what is kept', () => {
  it('is what somebody is interested in, without managedFields; of the rest it is known that it exists', () => {
    const { cache } = aCache();
    cache.claim(KEY, CANARY);
    const managed = at('1', {
      spec: { hosts: [] },
      metadata: { name: 'podinfo', ...{ managedFields: [{ manager: 'x' }] } },
    });
    list(cache, [managed, anObject('foreign', '2')], '100');
    expect(cache.read(KEY)).toEqual({ state: 'kept', object: at('1', { spec: { hosts: [] } }) });
    expect(cache.read('test/foreign')).toEqual({ state: 'unfetched' });
    expect(cache.read('test/absent')).toEqual({ state: 'none' });
  });

  it('is also what is expected to be asked for, in the first list', () => {
    const { cache, woken } = aCache({ expects: (key) => key === KEY });
    list(cache, [at('1'), anObject('foreign', '2')], '100');
    cache.changed(at('101'));
    cache.claim(KEY, CANARY);
    expect([versionOf(cache), versionOf(cache, 'test/foreign')]).toEqual(['101', 'unfetched']);
    expect(woken).toEqual([]);
  });

  it('is dropped when the last canary that wanted it is gone', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.claim(KEY, OTHER);
    cache.forget(CANARY);
    expect(versionOf(cache)).toBe('1');
    cache.forget(OTHER);
    cache.changed(at('101'));
    expect([versionOf(cache), woken]).toEqual(['unfetched', []]);
  });

  it('follows objects of which nobody is interested by name only', () => {
    const { cache, woken } = aListedCache();
    cache.changed(anObject('foreign', '101'));
    expect(versionOf(cache, 'test/foreign')).toBe('unfetched');
    cache.deleted(anObject('foreign', '102'));
    expect(versionOf(cache, 'test/foreign')).toBe('none');
    expect(woken).toEqual([]);
  });
});

describe('Cache: who is woken', () => {
  it('are exactly the canaries that are interested, once for each new resourceVersion', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.claim('test/foreign', OTHER);
    cache.changed(at('101'));
    cache.changed(at('101'));
    expect(woken).toEqual([CANARY]);
    cache.claim(KEY, OTHER);
    cache.changed(at('102'));
    expect(woken).toEqual([CANARY, CANARY, OTHER]);
  });

  it('is nobody for the first list, since nobody has read anything before it', () => {
    expect(aListedCache(at('1')).woken).toEqual([]);
  });

  it('is the canary itself where all objects are kept, from the first list on', () => {
    const { cache, woken } = aCache({ keepsAll: true });
    list(cache, [at('1')], '100');
    cache.changed(at('101'));
    cache.deleted(at('102'));
    expect(woken).toEqual([KEY, KEY, KEY]);
    expect(cache.keys()).toEqual([]);
  });

  it('is only the canary that is kept, and once another is kept its list brings it with what it is made of', () => {
    const kept = new Set<string>();
    const [canaries, targets] = [
      aCache({ keepsAll: (key) => kept.has(key) }),
      aCache({ expects: (key) => kept.has(key) }),
    ];
    const all = [canaries, targets];
    all.forEach(({ cache }) => list(cache, [at('1')], '100'));
    expect(all.map(({ cache, woken }) => [cache.keys(), woken])).toEqual([
      [[], []],
      [[], []],
    ]);
    kept.add(KEY);
    all.forEach(({ cache }) => list(cache, [at('1')], '200'));
    expect([canaries.cache.keys(), targets.cache.keys()]).toEqual([[KEY], []]);
    targets.cache.expectAgain();
    list(targets.cache, [at('1')], '300');
    expect([canaries.woken, targets.cache.keys()]).toEqual([[KEY], [KEY]]);
    kept.delete(KEY);
    canaries.cache.forget(KEY);
    canaries.cache.changed(at('301'));
    expect([canaries.cache.keys(), canaries.cache.read(KEY).state, canaries.woken]).toEqual([[], 'unfetched', [KEY]]);
  });

  it('is who misses an object after a later list, or finds a new one', () => {
    const { cache, woken } = aListedCache(at('1'));
    list(cache, [], '200');
    expect([versionOf(cache), woken]).toEqual(['none', [CANARY]]);
    list(cache, [reborn('250')], '300');
    expect([versionOf(cache), woken]).toEqual(['250', [CANARY, CANARY]]);
  });

  it('is everybody when the kind is no longer served, and nothing is known of it then', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.cleared();
    expect([versionOf(cache), woken]).toEqual(['none', [CANARY]]);
    list(cache, [at('1')], '300');
    expect(versionOf(cache)).toBe('1');
  });
});

describe('Cache: the own writes of a canary', () => {
  it('enter at once and wake all others; their echo wakes nobody', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.claim(KEY, OTHER);
    cache.writing(KEY, CANARY).wrote(at('101'));
    expect([versionOf(cache), woken]).toEqual(['101', [OTHER]]);
    cache.changed(at('101'));
    expect([versionOf(cache), woken]).toEqual(['101', [OTHER]]);
  });

  it('wake nobody either when the echo is faster than the answer', () => {
    const { cache, woken } = aListedCache(at('1'));
    const write = cache.writing(KEY, CANARY);
    cache.changed(at('101'));
    write.wrote(at('101'));
    expect([versionOf(cache), woken]).toEqual(['101', []]);
  });

  it('wake the canary when somebody else changed the object meanwhile', () => {
    const { cache, woken } = aListedCache(at('1'));
    const write = cache.writing(KEY, CANARY);
    cache.changed(at('101'));
    expect(woken).toEqual([]);
    write.wrote(at('102'));
    expect(woken).toEqual([CANARY]);
  });

  it('wake the canary when the news of what somebody else did before comes only later', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.writing(KEY, CANARY).wrote(at('103'));
    cache.writing(KEY, CANARY).wrote(at('105'));
    for (const version of ['102', '103', '104', '105']) {
      cache.changed(at(version));
    }
    expect([versionOf(cache), woken]).toEqual(['105', [CANARY, CANARY]]);
  });

  it('tell what came meanwhile when the write failed', () => {
    const { cache, woken } = aListedCache(at('1'));
    const write = cache.writing(KEY, CANARY);
    cache.changed(at('101'));
    write.failed();
    expect(woken).toEqual([CANARY]);
  });

  it('are not lost to a list that was begun before them', () => {
    const { cache } = aListedCache();
    const listing = cache.listing();
    cache.writing(KEY, CANARY).wrote(at('101'));
    listing.done('100');
    expect(versionOf(cache)).toBe('101');
  });

  it('wake the canary after a list, which hides what happened before the write', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.writing(KEY, CANARY).wrote(at('103'));
    list(cache, [at('103')], '110');
    expect(woken).toEqual([CANARY]);
  });

  it('remove an object at once, and late news of it do not bring it back', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.writing(KEY, CANARY).removed('uid-podinfo');
    expect(versionOf(cache)).toBe('none');
    cache.changed(at('101'));
    cache.deleted(at('102'));
    expect([versionOf(cache), woken]).toEqual(['none', []]);
    cache.changed(reborn('103'));
    expect([versionOf(cache), woken]).toEqual(['103', [CANARY]]);
  });
});
