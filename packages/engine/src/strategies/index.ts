import { strategyOf } from '@flagger/api';
import type { Observed } from '../observed.ts';
import { abTest } from './ab-test.ts';
import { blueGreen } from './blue-green.ts';
import type { Strategy } from './strategy.ts';
import { weights } from './weights.ts';

export type { Move, Strategy } from './strategy.ts';

const STRATEGIES = { canary: weights, 'blue-green': blueGreen, 'ab-testing': abTest } as const;

/** A mesh that cannot split traffic releases blue/green; one that cannot match does no A/B test. */
export function strategyFor({ canary, mesh }: Observed): Strategy {
  const wanted = strategyOf(canary.spec);
  return mesh.weights && (mesh.match || wanted !== 'ab-testing') ? STRATEGIES[wanted] : blueGreen;
}
