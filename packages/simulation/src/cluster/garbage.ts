import type { ApiServer } from './api-server.ts';
import type { Random } from '../random.ts';
import type { SimulatedClock } from '../simulated-clock.ts';

/** Plays the garbage collector: some time after an owner is gone, what only it owned goes too. */
export function collectGarbage(server: ApiServer, clock: SimulatedClock, random: Random): void {
  server.onChange(({ type, object }) => {
    if (type !== 'deleted' || object.kind !== 'Canary') {
      return;
    }
    clock.quietly(random.between(10, 3000), () => {
      for (const each of server.all()) {
        const owners = each.metadata.ownerReferences ?? [];
        if (owners.length > 0 && owners.every(({ uid }) => uid === object.metadata.uid)) {
          server.remove(each, 'cluster');
        }
      }
    });
  });
}
