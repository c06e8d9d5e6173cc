import { describe, expect, it } from '@jest/globals';
import { randomFrom } from './random.ts';
import { choose, pick } from './router/choose.ts';

const DRAWS = 20_000;

describe('numbers from a seed', () => {
  it('are the same for the same seed and others for another', () => {
    const first = (seed: string) => Array.from({ length: 5 }, randomFrom(seed));
    expect(first('a')).toEqual(first('a'));
    expect(first('a')).not.toEqual(first('b'));
  });

  it('are spread evenly from 0 to 1', () => {
    const random = randomFrom('even');
    const draws = Array.from({ length: DRAWS }, () => Math.floor(random() * 10));
    for (let tenth = 0; tenth < 10; tenth++) {
      expect(draws.filter((draw) => draw === tenth).length / DRAWS).toBeCloseTo(0.1, 2);
    }
  });
});

describe('a choice by weight', () => {
  const shares = (weights: readonly number[]) => {
    const random = randomFrom('weights');
    const choices = weights.map((weight, index) => ({ weight, index }));
    const draws = Array.from({ length: DRAWS }, () => choose(choices, random)?.index);
    return weights.map((_, index) => draws.filter((draw) => draw === index).length / DRAWS);
  };

  it.each([[[90, 10]], [[99, 1]], [[50, 30, 20]], [[3, 1]]])('gives each of %j its share', (weights) => {
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [index, share] of shares(weights).entries()) {
      expect(Math.abs(share - (weights[index] ?? 0) / sum)).toBeLessThan(0.01);
    }
  });

  it('never gives anything to what has no weight', () => {
    expect(shares([0, 100, 0])).toEqual([0, 1, 0]);
    const never = choose([{ weight: 0 }], () => 0);
    expect(never).toBeUndefined();
    expect(choose([{ weight: 0 }, { weight: 1 }], () => 0)).toEqual({ weight: 1 });
  });

  it('finds nothing among nothing', () => {
    const [chosen, picked] = [choose<{ weight: number }>([], () => 0.5), pick<number>([], () => 0.5)];
    expect({ chosen, picked }).toEqual({ chosen: undefined, picked: undefined });
  });
});
