import {
  type Canary,
  type FormerScaler,
  formerScalers,
  type Objects,
  primaryName,
  type Seen,
  type SeenScaler,
} from '@flagger/api';
import { type HorizontalPodAutoscaler, readAutoscaler } from './autoscaler.ts';
import { copyName, SCALED_OBJECT } from './names.ts';
import { isControlledBy } from './owner.ts';
import { isPausedAtNothing, knownScaledObject, type ScaledObject } from './scaled-object.ts';

/** What is there of the autoscalers that the Canary named before. From caches only. */
export async function leftScalers(objects: Objects, canary: Canary): Promise<Pick<Seen, 'formerScalers'>> {
  const formers = await seenScalers(objects, canary);
  return formers.length > 0 ? { formerScalers: formers } : {};
}

/** The former autoscaler whose copy scales the primary still. */
export const formerCopy = async (objects: Objects, canary: Canary): Promise<SeenScaler | undefined> =>
  (await seenScalers(objects, canary)).find(({ copy }) => copy !== undefined);

const seenScalers = (objects: Objects, canary: Canary): Promise<readonly SeenScaler[]> =>
  Promise.all(formerScalers(canary).map((former) => seen(objects, canary, former)));

async function seen(objects: Objects, canary: Canary, former: FormerScaler): Promise<SeenScaler> {
  const name = copyName(former.name);
  const [target, copy] =
    former.kind === SCALED_OBJECT.kind
      ? await Promise.all([former.name, name].map((each) => knownScaledObject(objects, canary, each)))
      : [undefined, await readAutoscaler(objects, canary, name)];
  return {
    ...former,
    isPaused: !former.isLetGo && target !== undefined && isPausedAtNothing(target),
    ...(copy && scalesPrimary(canary, copy) && { copy: name }),
  };
}

const scalesPrimary = (canary: Canary, { metadata, spec }: HorizontalPodAutoscaler | ScaledObject): boolean =>
  isControlledBy(canary, metadata) && spec.scaleTargetRef?.name === primaryName(canary);
