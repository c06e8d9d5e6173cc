import { describe, expect, it } from '@jest/globals';
import { revisionOf } from './canonical.ts';

describe('revisionOf', () => {
  it('is the same for every order of keys, and for null as for nothing', () => {
    const one = revisionOf({ metadata: { labels: { a: '1', b: '2' }, creationTimestamp: null }, spec: { containers: [{ name: 'x', image: 'y' }] } });
    expect(one).toBe(revisionOf({ spec: { containers: [{ image: 'y', name: 'x' }] }, metadata: { labels: { b: '2', a: '1' } } }));
    expect(one).toMatch(/^sha256:[0-9a-f]{32}$/);
  });

  it('differs with a value, with the order of a list and with an empty object', () => {
    const revisions = [{ a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { a: {} }, {}].map(revisionOf);
    expect(new Set(revisions).size).toBe(6);
  });

  it('stays what it has been: a change of it would start a run of every canary', () => {
    expect(revisionOf({ spec: { containers: [] }, metadata: {} })).toBe('sha256:65e3976557c447a646b37bebc29cb403');
  });
});
