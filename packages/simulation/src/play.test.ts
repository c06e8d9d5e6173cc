import { describe, expect, it } from '@jest/globals';
import { readArguments } from './arguments.ts';
import { MESHES } from './meshes.ts';
import { meshOf, play } from './play.ts';

describe('rollouts with faults from a seed', () => {
  it.each(MESHES)(
    'keep every invariant ($name)',
    async (mesh) => {
      const failed: unknown[] = [];
      for (let seed = 1; seed <= 40; seed++) {
        const { violation } = await play({ seed, mesh });
        if (violation) {
          failed.push({ seed, ...violation });
        }
      }
      expect(failed).toEqual([]);
    },
    300_000,
  );

  it('are the same story whenever the seed is the same, told or not', async () => {
    for (const seed of [3, 14, 159, 2653]) {
      const [one, other, silent] = [
        await play({ seed, mesh: meshOf(seed), isTold: true }),
        await play({ seed, mesh: meshOf(seed), isTold: true }),
        await play({ seed, mesh: meshOf(seed) }),
      ];
      expect(one.story.length).toBeGreaterThan(20);
      expect(other.story).toEqual(one.story);
      expect(silent).toEqual({ ...one, story: [] });
    }
  });

  it('are another story with another seed', async () => {
    const [mesh] = MESHES;
    if (!mesh) {
      throw new Error('there is no mesh');
    }
    const stories = await Promise.all([1, 2, 3].map((seed) => play({ seed, mesh, isTold: true })));
    expect(new Set(stories.map(({ story }) => story.join('\n'))).size).toBe(3);
  });
});

describe('the command line', () => {
  it('plays 20,000 stories over all meshes unless it says otherwise', () => {
    expect(readArguments([])).toEqual({
      seed: undefined,
      seeds: 20_000,
      first: 1,
      mesh: undefined,
      workers: 2,
      mutations: false,
      isFleet: false,
    });
  });

  it.each([
    [['--seeds', 'many'], '--seeds: found "many", allowed is a whole number'],
    [
      ['--provider', 'linkerd'],
      '--provider: found "linkerd", allowed is one of istio, smi:istio, appmesh, appmesh:v1beta2, gatewayapi:v1, gatewayapi:v1beta1, kubernetes, nginx, contour, traefik, skipper, apisix, gloo, kuma, knative',
    ],
  ])('says what is wrong with %j', (words, message) => {
    expect(() => readArguments(words)).toThrow(message);
  });
});
