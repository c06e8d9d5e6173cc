import { describe, expect, it } from '@jest/globals';
import { KEY, CANARY, at, reborn, aCache, aListedCache, list, versionOf } from '../../test/a-cache.ts';

describe('Cache: no object goes back', () => {
  it('to an older version, whoever brings it', () => {
    const { cache, woken } = aListedCache(at('90'));
    cache.changed(at('101'));
    cache.changed(at('99'));
    cache.fetched(at('100'));
    list(cache, [at('98')], '98');
    expect([versionOf(cache), woken]).toEqual(['101', [CANARY]]);
  });

  it('from its deletion, when a GET that was under way is answered', () => {
    const { cache } = aListedCache(at('1'));
    cache.deleted(at('101'));
    cache.fetched(at('1'));
    expect(versionOf(cache)).toBe('none');
  });

  it('from a list without it, or its deletion before anybody wanted it, when a GET that was under way is answered', () => {
    const { cache } = aCache();
    list(cache, [at('5')], '100');
    cache.claim(KEY, CANARY);
    list(cache, [], '110');
    cache.fetched(at('5'));
    expect(versionOf(cache)).toBe('none');
    cache.forget(CANARY);
    cache.changed(at('120'));
    cache.deleted(at('121'));
    cache.claim(KEY, CANARY);
    cache.fetched(at('120'));
    expect(versionOf(cache)).toBe('none');
    cache.fetched(reborn('122'));
    expect(versionOf(cache)).toBe('122');
  });

  it('to its predecessor of the same name, whose deletion is told late', () => {
    const { cache } = aListedCache(at('1'));
    cache.writing(KEY, CANARY).wrote(reborn('105'));
    cache.deleted(at('104'));
    expect(versionOf(cache)).toBe('105');
  });

  it('but a GET that brings something newer than the watch did wakes all', () => {
    const { cache, woken } = aListedCache(at('1'));
    cache.fetched(at('105'));
    expect([versionOf(cache), woken]).toEqual(['105', [CANARY]]);
  });
});
