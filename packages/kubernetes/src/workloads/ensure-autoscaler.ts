import { type AutoscalerRef, type Canary, nameIn, primaryName, type Objects, Wait, type Written } from '@flagger/api';
import { readAutoscaler, type HorizontalPodAutoscaler } from './autoscaler.ts';
import { ensureScaledObject, letGoScalers } from './ensure-scaled-object.ts';
import { formerCopy } from './former-scalers.ts';
import { copyName, HORIZONTAL_POD_AUTOSCALER, SCALED_OBJECT } from './names.ts';
import { isControlledBy } from './owner.ts';
import { primaryAutoscaler, updatedAutoscaler } from './primary-autoscaler.ts';

/**
 * Creates the primary's autoscaler, where the Canary names one for the target; with `update` an existing one is
 * brought to what the target's says now. None is created while that of a former one scales the primary, since two of them
 * stop each other. Throws {@link Wait} while the target's is missing.
 */
export async function ensureAutoscaler(objects: Objects, canary: Canary, update: boolean): Promise<Written> {
  const { autoscalerRef } = canary.spec;
  const letGo = await letGoScalers(objects, canary);
  return [...letGo, ...(autoscalerRef ? await ensured(objects, canary, { ...autoscalerRef, update }) : [])];
}

type Wanted = Pick<AutoscalerRef, 'kind' | 'name'> & { readonly update: boolean };

async function ensured(objects: Objects, canary: Canary, { kind, name, update }: Wanted): Promise<Written> {
  if (kind === SCALED_OBJECT.kind) {
    return ensureScaledObject(objects, canary, { name, update });
  }
  const [target, live] = await Promise.all([
    readAutoscaler(objects, canary, name),
    readAutoscaler(objects, canary, copyName(name)),
  ]);
  if (!target) {
    throw missing(name, canary.metadata.namespace);
  }
  if (live && !update && !scalesFormer(canary, live)) {
    return [];
  }
  const updated = live && updatedAutoscaler(canary, live, target);
  if (live ? !updated : await formerCopy(objects, canary)) {
    return [];
  }
  await (updated ? objects.replace(updated) : objects.create(primaryAutoscaler(canary, target)));
  return [`${kind} ${copyName(name)}`];
}

/** Whether it was made for the primary of a target that the Canary named before. */
const scalesFormer = (canary: Canary, { metadata, spec }: HorizontalPodAutoscaler): boolean =>
  isControlledBy(canary, metadata) && spec.scaleTargetRef.name !== primaryName(canary);

/** Flagger's words. */
const missing = (name: string, namespace: string): Wait =>
  new Wait(
    `${HORIZONTAL_POD_AUTOSCALER.kind} ${nameIn(name, namespace)} get query error: horizontalpodautoscalers.autoscaling "${name}" not found`,
  );
