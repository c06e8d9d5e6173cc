import { type Canary, nameOf, type Objects, Stop, type Written } from '@flagger/api';
import { type Service, serviceChanges } from './service.ts';
import type { Services } from './services.ts';
import { refuseTaken } from './taken-name.ts';

/** Ensures the services of the canary and the primary. Throws {@link Stop} where somebody has their names. */
export async function ensureSides(objects: Objects, canary: Canary, wanted: Services): Promise<Written> {
  await refuseTaken(objects, canary, async () => wanted);
  const first = await ensureService(objects, canary, wanted.canary);
  return [...first, ...(await ensureService(objects, canary, wanted.primary))];
}

/** Creates a Service, or repairs the one that is there. Throws {@link Stop} for one that has no pods behind it. */
export async function ensureService(objects: Objects, canary: Canary, wanted: Service): Promise<Written> {
  const live = await objects.read<Service>(wanted);
  if (live?.spec.type === 'ExternalName') {
    throw leadsOut(live);
  }
  const changes = live && serviceChanges(canary, live, wanted);
  if (live && !changes) {
    return [];
  }
  await (changes ? objects.patch(wanted, changes) : objects.create(wanted));
  return [`Service ${wanted.metadata.name}`];
}

/** It would go on to send users to its other name, whatever it selects. */
const leadsOut = (service: Service): Stop =>
  new Stop({
    field: 'spec.service.name',
    found: `Service ${nameOf(service)} of type ExternalName`,
    allowed: 'the name of a Service that has pods behind it, or of none that exists',
  });
