import { describe, expect, it } from '@jest/globals';
import { shardOf, shardOfKey } from './shard-of.ts';

const NAMESPACES = Array.from({ length: 3_000 }, (_, number) => `team-${number}`);

describe('the shard of a canary', () => {
  it('is the same for ever: replicas of two versions of the program must agree', () => {
    expect(['', 'default', 'test', 'shop', 'team-1', 'a-team'].map((namespace) => shardOf(namespace, 16))).toEqual([
      11, 12, 2, 9, 9, 5,
    ]);
  });

  it('is that of its namespace, in which all lies that canaries contend for', () => {
    expect(shardOfKey('shop/podinfo', 7)).toBe(shardOf('shop', 7));
    expect(shardOfKey('shop/backend', 7)).toBe(shardOf('shop', 7));
  });

  it.each([1, 2, 3, 5, 16])('gives each of %d shards about as many namespaces as the others', (count) => {
    const sizes = Array.from(
      { length: count },
      (_, shard) => NAMESPACES.filter((namespace) => shardOf(namespace, count) === shard).length,
    );
    const fair = NAMESPACES.length / count;
    // three thousand throws of a die with 16 sides: five standard deviations
    expect(Math.max(...sizes.map((size) => Math.abs(size - fair)))).toBeLessThan(5 * Math.sqrt(fair) + 1);
  });
});
