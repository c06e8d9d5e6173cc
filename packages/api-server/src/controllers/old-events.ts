import type { Cluster } from '../cluster.ts';
import { placeOf } from '../kube-object.ts';

/** Events live for an hour, as in a real cluster. */
const LIFE_MS = 3_600_000;
const LOOK_EVERY_MS = 60_000;

/** Lets events go that are too old. Gives how to end that. */
export function forgetEvents({ store, clock }: Cluster): () => void {
  const look = (): void => {
    for (const event of store.list('events')) {
      const since = Date.parse(event.metadata.creationTimestamp ?? '');
      if (clock.now() - since > LIFE_MS) {
        store.remove('events', placeOf(event));
      }
    }
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  let cancel = clock.after(LOOK_EVERY_MS, look);
  return () => cancel();
}
