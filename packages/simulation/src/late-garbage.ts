import { collectGarbage, collectOwned, type MemoryCluster } from '@flagger/memory-cluster';
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

/** The same for a Canary that was gone already when it was named as an owner. */
export function danglingGarbage(server: MemoryCluster, clock: SimulatedClock, random: Random): void {
  server.onChange(({ type, object }) => {
    const living = new Set(server.list(CANARY.kind).map(({ metadata }) => metadata.uid));
    for (const { kind, uid } of type === 'deleted' ? [] : (object.metadata.ownerReferences ?? [])) {
      if (kind === CANARY.kind && !living.has(uid)) {
        clock.quietly(random.between(10, 3000), () => collectOwned(server, uid));
      }
    }
  });
}
