import { expect } from '@jest/globals';
import { listOf, treeOf, valueAt } from '../../compare/values.ts';
import { pause } from './place.ts';
import type { Case } from './told-case.ts';

/** Manifests of other meshes than Istio. */
export const OTHER_MESHES: readonly Case[] = [
  {
    input: '30-manifest-linkerd-v1alpha3-converted',
    mesh: 'linkerd',
    wants: 'a good image is promoted through the TrafficSplit, a slow one taken back by its p99',
    tell: async (place) => {
      const weights = async (): Promise<readonly string[]> =>
        listOf(valueAt(await place.get('TrafficSplit', 'quotes'), 'spec', 'backends')).map((backend) =>
          String(treeOf(backend)['weight']),
        );
      await place.begin();
      await place.phase('quotes', 'Initialized');
      expect((await weights()).toSorted()).toEqual(['0', '100']);
      place.crowd(`http://quotes.${place.namespace}:3000/`);
      place.crowd(`http://quotes.${place.namespace}:3000/`);
      place.crowd(`http://quotes-canary.${place.namespace}:3000/`);
      await pause(3000);
      await place.release('1.0.1', 'quotes');
      await place.phase('quotes', 'Succeeded');
      await place.told('quotes', /canary weight 70$/);
      expect(await place.running('quotes-primary')).toBe('1.0.1 x1');
      await place.release('1.0.2-slow3000', 'quotes');
      await place.phase('quotes', 'Failed');
      await place.told('quotes', /request duration \S+ > 2s/);
      expect((await weights()).toSorted()).toEqual(['0', '100']);
    },
  },
  {
    input: '35-manifest-appmesh-v1beta2-threshold-one',
    mesh: 'appmesh:v1beta2',
    wants: 'with a threshold of one, the pre-rollout test finds the canary where it is asked for, each time',
    tell: async (place) => {
      await place.begin();
      await place.phase('detail', 'Initialized');
      // the manifest's own load begins with the check that asks for its metrics
      Array.from({ length: 3 }, () => place.crowd(`http://detail-canary.${place.namespace}:8080/`));
      for (const tag of ['1.0.1', '1.0.2', '1.0.3']) {
        await place.release(tag, 'detail');
        await place.until(
          `${tag} is promoted`,
          async () => {
            const { phase } = await place.status('detail');
            if (phase === 'Failed') {
              throw new Error(`${tag} was rolled back: ${(await place.events('detail')).join('; ')}`);
            }
            return phase === 'Succeeded';
          },
          150,
        );
        expect(await place.running('detail-primary')).toBe(`${tag} x2`);
      }
      expect((await place.events('detail')).filter((said) => said.includes('acceptance-test failed'))).toEqual([]);
    },
  },
];
