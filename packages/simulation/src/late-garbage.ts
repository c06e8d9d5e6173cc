import { collectGarbage, type MemoryCluster } from '@flagger/memory-cluster';
import type { Ref } from '@flagger/api';
import type { Random, SimulatedClock } from '@flagger/simulated-cluster';
import { CANARY } from './scenario.ts';
import { REVISIONS } from './knative-released.ts';

/** What a deleted Canary or Service of Knative owns goes up to three seconds after it. */
export function lateGarbage(server: MemoryCluster, clock: SimulatedClock, random: Random): void {
  const isOwner = ({ apiVersion, kind }: Ref): boolean =>
    kind === CANARY.kind || (apiVersion === REVISIONS.target.apiVersion && kind === REVISIONS.target.kind);
  collectGarbage(server, (collect, owner) => {
    if (isOwner(owner)) {
      clock.quietly(random.between(10, 3000), collect);
    }
  });
}
