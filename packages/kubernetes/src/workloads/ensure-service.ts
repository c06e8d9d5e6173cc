import type { Canary, Objects, Written } from '@flagger/api';
import { type Service, serviceChanges } from './service.ts';

/** Creates a Service, or repairs the one that is there. */
export async function ensureService(objects: Objects, canary: Canary, wanted: Service): Promise<Written> {
  const live = await objects.read<Service>(wanted);
  const changes = live && serviceChanges(canary, live, wanted);
  if (live && !changes) {
    return [];
  }
  await (changes ? objects.patch(wanted, changes) : objects.create(wanted));
  return [`Service ${wanted.metadata.name}`];
}
