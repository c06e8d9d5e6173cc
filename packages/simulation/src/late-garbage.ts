import { collectGarbage, type MemoryCluster } from '@flagger/memory-cluster';
import type { Random, SimulatedClock } from '@flagger/simulated-cluster';
import { CANARY } from './scenario.ts';

/** What a deleted Canary owns goes up to three seconds after it. */
export function lateGarbage(server: MemoryCluster, clock: SimulatedClock, random: Random): void {
  collectGarbage(server, (collect, { kind }) => {
    if (kind === CANARY.kind) {
      clock.quietly(random.between(10, 3000), collect);
    }
  });
}
