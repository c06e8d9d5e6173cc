import { type Canary, nameIn, NotInstalled, type Objects, Wait, type Written } from '@flagger/api';
import { copyName, SCALED_OBJECT } from './names.ts';
import { pausing, primaryScaledObject, readScaledObject, updatedScaledObject } from './scaled-object.ts';

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
  if (live && !updated) {
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

/** Keeps KEDA from giving pods to a target that sleeps, or lets it do so again. */
export async function pauseScaler(objects: Objects, canary: Canary, isPaused: boolean): Promise<Written> {
  const paused = await pausing(objects, canary, isPaused);
  if (!paused) {
    return [];
  }
  await objects.patch(paused.live, paused.changes);
  return [`${SCALED_OBJECT.kind} ${paused.live.metadata.name}`];
}

/** Flagger's words. */
const missing = (name: string, namespace: string): Wait =>
  new Wait(`Keda ScaledObject ${nameIn(name, namespace)} get query error: scaledobjects.keda.sh "${name}" not found`);
