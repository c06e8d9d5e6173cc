import type { KubeObject } from '@flagger/api';
import type { MemoryCluster } from '@flagger/memory-cluster';
import { asObject, at } from '../json.ts';
import type { Weather } from '../weather.ts';

interface Place {
  readonly server: MemoryCluster;
  readonly weather: Weather;
}

/** What an API server takes of a new status: an older CRD does not know what is remembered of a comparison. */
export const taken = (canary: KubeObject, changes: object, { server, weather }: Place): object =>
  weather.prunes && 'status' in changes ? withoutMemory(changes, server.get(canary)) : changes;

function withoutMemory(changes: object, live: KubeObject | undefined): object {
  const changed = at(changes, 'status', 'analysis');
  if (changed === null || (changed === undefined && at(live?.status, 'analysis') === undefined)) {
    return changes;
  }
  const analysis = { ...asObject(changed), since: null, until: null, metrics: null };
  return { ...changes, status: { ...asObject(at(changes, 'status')), analysis } };
}
