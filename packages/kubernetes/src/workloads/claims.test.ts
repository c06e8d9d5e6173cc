import { describe, expect, it } from '@jest/globals';
import { type Claim, Claims } from './claims.ts';

const claim = (target: string, changes: Partial<Claim> = {}): Claim => ({
  kind: 'Deployment',
  target,
  selects: ['app=shop', 'app=shop-primary'],
  carries: ['app=shop', 'app=shop-primary'],
  hasPrimary: false,
  createdAt: '2026-01-01T00:00:00Z',
  ...changes,
});
const older = { createdAt: '2025-01-01T00:00:00Z' };
const names = (claims: readonly Claim[]): readonly string[] => claims.map(({ target }) => target);

describe('claims', () => {
  it('of the older canary come first, whichever is made first', () => {
    const claims = new Claims(() => true);
    expect(names(claims.claim('test/b', claim('b')))).toEqual([]);
    expect(names(claims.claim('test/a', claim('a', older)))).toEqual([]);
    expect(names(claims.claim('test/b', claim('b')))).toEqual(['a']);
  });

  it('of the one that has a primary come before the older one that has none', () => {
    const claims = new Claims(() => true);
    claims.claim('test/b', claim('b', { hasPrimary: true }));
    expect(names(claims.claim('test/a', claim('a', older)))).toEqual(['b']);
  });

  it('meet where services of the one select pods of the other by another label than its own', () => {
    const claims = new Claims(() => true);
    const pods = { selects: ['name=b', 'name=b-primary'], carries: ['name=b', 'name=b-primary', 'app=shop'] };
    claims.claim('test/b', claim('b', pods));
    expect(names(claims.claim('test/c', claim('c')))).toEqual(['b']);
    expect(
      names(claims.claim('test/c', claim('c', { ...pods, selects: ['name=c'], carries: ['name=c', 'app=shop'] }))),
    ).toEqual([]);
  });

  it('do not meet in two namespaces, of one target, or once the other canary is gone or claims something else', () => {
    const there = new Set(['test/a', 'test/b', 'other/b']);
    const claims = new Claims((key) => there.has(key));
    claims.claim('test/a', claim('a', older));
    expect(claims.claim('other/b', claim('b'))).toEqual([]);
    expect(claims.claim('test/b', claim('a'))).toEqual([]);
    claims.claim('test/a', claim('a', { ...older, selects: ['app=x'], carries: ['app=x'] }));
    expect(claims.claim('test/b', claim('b'))).toEqual([]);
    claims.claim('test/a', claim('a', older));
    expect(names(claims.claim('test/b', claim('b')))).toEqual(['a']);
    there.delete('test/a');
    expect(claims.claim('test/b', claim('b'))).toEqual([]);
    there.add('test/a');
    expect(claims.claim('test/b', claim('b'))).toEqual([]);
  });

  it('of canaries that are gone leave nothing behind', () => {
    const claims = new Claims(() => true);
    claims.claim('test/a', claim('a'));
    claims.claim('test/b', claim('b'));
    claims.forget('test/a');
    expect([claims.size, claims.claim('test/b', claim('b'))]).toEqual([1, []]);
    claims.forget('test/b');
    claims.forget('test/b');
    expect(claims.size).toBe(0);
  });
});
