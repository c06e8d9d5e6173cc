import { type Canary, nameIn, type Objects, Stop, Wait, type Written } from '@flagger/api';
import { readAutoscaler } from './autoscaler.ts';
import { copyName, HORIZONTAL_POD_AUTOSCALER } from './names.ts';
import { primaryAutoscaler, updatedAutoscaler } from './primary-autoscaler.ts';

/**
 * Creates the primary's autoscaler, where the Canary names one for the target; with `update` an existing one is
 * brought to what the target's says now. Throws {@link Wait} while the target's is missing, and {@link Stop} for a
 * kind that is not supported.
 */
export async function ensureAutoscaler(objects: Objects, canary: Canary, update: boolean): Promise<Written> {
  const { autoscalerRef } = canary.spec;
  if (!autoscalerRef) {
    return [];
  }
  const { kind, name } = autoscalerRef;
  if (kind !== HORIZONTAL_POD_AUTOSCALER.kind) {
    throw unsupported(kind);
  }
  const [target, live] = await Promise.all([
    readAutoscaler(objects, canary, name),
    readAutoscaler(objects, canary, copyName(name)),
  ]);
  if (!target) {
    throw missing(name, canary.metadata.namespace);
  }
  if (live && !update) {
    return [];
  }
  const updated = live && updatedAutoscaler(canary, live, target);
  if (live && !updated) {
    return [];
  }
  await (updated ? objects.replace(updated) : objects.create(primaryAutoscaler(canary, target)));
  return [`${kind} ${copyName(name)}`];
}

/** A primary without autoscaler would not follow its load, so the Canary is refused. */
function unsupported(kind: string): Stop {
  return new Stop({
    field: 'spec.autoscalerRef.kind',
    found: JSON.stringify(kind),
    allowed: `${HORIZONTAL_POD_AUTOSCALER.kind} (${kind} is not supported yet)`,
  });
}

/** Flagger's words. */
const missing = (name: string, namespace: string): Wait =>
  new Wait(
    `${HORIZONTAL_POD_AUTOSCALER.kind} ${nameIn(name, namespace)} get query error: horizontalpodautoscalers.autoscaling "${name}" not found`,
  );
