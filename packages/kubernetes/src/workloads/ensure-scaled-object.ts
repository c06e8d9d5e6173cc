import { type Canary, formerScalers, nameIn, NotInstalled, type Objects, Wait, type Written } from '@flagger/api';
import { formerCopy } from './former-scalers.ts';
import { copyName, SCALED_OBJECT } from './names.ts';
import {
  knownScaledObject,
  pausing,
  primaryScaledObject,
  readScaledObject,
  type ScaledObject,
  targetScaledObject,
  updatedScaledObject,
} from './scaled-object.ts';

/**
 * Creates the primary's ScaledObject; with `update` an existing one is brought to what the target's says now. Throws
 * {@link Wait} while the target's is missing, or KEDA is.
 */
export async function ensureScaledObject(
  objects: Objects,
  canary: Canary,
  { name, update }: { readonly name: string; readonly update: boolean },
): Promise<Written> {
  const [target, live] = await both(objects, canary, name).catch((error: unknown) => {
    throw error instanceof NotInstalled ? withoutKeda(error) : error;
  });
  if (!target) {
    throw missing(name, canary.metadata.namespace);
  }
  const updated = live && updatedScaledObject(canary, live, { target, update });
  if (live ? !updated : await formerCopy(objects, canary)) {
    return [];
  }
  await (updated ? objects.replace(updated) : objects.create(primaryScaledObject(canary, target)));
  return [`${SCALED_OBJECT.kind} ${copyName(name)}`];
}

const both = (objects: Objects, canary: Canary, name: string) =>
  Promise.all([readScaledObject(objects, canary, name), readScaledObject(objects, canary, copyName(name))]);

function withoutKeda({ message, afterMs }: NotInstalled): NotInstalled {
  return new NotInstalled(`${message}; KEDA needs scaledobjects.keda.sh`, {
    ...(afterMs !== undefined && { afterMs }),
  });
}

/** Keeps KEDA from giving pods to a target that sleeps. */
export const pauseScaler = async (objects: Objects, canary: Canary): Promise<Written> =>
  paused(objects, await targetScaledObject(objects, canary), true);

/** Lets KEDA give pods again to a target, also by a ScaledObject that the Canary named before. */
export async function resumeScalers(objects: Objects, canary: Canary): Promise<Written> {
  const letGo = await letGoScalers(objects, canary);
  return [...letGo, ...(await paused(objects, await targetScaledObject(objects, canary), false))];
}

/** Lets KEDA give pods again to what it scaled for the Canary before that named another autoscaler, or none. */
export async function letGoScalers(objects: Objects, canary: Canary): Promise<Written> {
  const written: string[] = [];
  for (const { kind, name, isLetGo } of formerScalers(canary)) {
    if (kind === SCALED_OBJECT.kind && !isLetGo) {
      written.push(...(await paused(objects, await knownScaledObject(objects, canary, name), false)));
    }
  }
  return written;
}

/** Where there is none, or no KEDA, nothing is to be paused. */
async function paused(objects: Objects, live: ScaledObject | undefined, isPaused: boolean): Promise<Written> {
  const changes = live && pausing(live, isPaused);
  if (!changes) {
    return [];
  }
  await objects.patch(live, changes);
  return [`${SCALED_OBJECT.kind} ${live.metadata.name}`];
}

/** Flagger's words. */
const missing = (name: string, namespace: string): Wait =>
  new Wait(`Keda ScaledObject ${nameIn(name, namespace)} get query error: scaledobjects.keda.sh "${name}" not found`);
