import { type Canary, isJsonObject, type Objects, serviceNames, type Written } from '@flagger/api';
import { sameContent } from './canonical.ts';
import { findTarget, type Found, type Maybe } from './find-target.ts';
import { mapChanges, type Pairs } from './metadata.ts';
import { refOf, SERVICE } from './names.ts';
import { isControlledBy } from './owner.ts';
import type { ObjectKind, PodWorkload } from './pod-workload.ts';
import { primaryPods } from './selector.ts';
import { selects, type Service } from './service.ts';
import type { WorkloadDeps } from './settings.ts';

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** The labels by which services find the pods of each side; undefined where they are not known. */
interface Pods {
  readonly primary: Pairs | undefined;
  readonly target: Pairs | undefined;
}

/** The pods of both sides; those of a target that cannot be worked with are not known. */
export const podsOfSides = (found: Maybe<Found>, primary: PodWorkload | undefined): Pods =>
  found.problem
    ? { primary: primary?.spec.selector.matchLabels, target: undefined }
    : {
        primary: primaryPods(found.value.selector),
        target: { [found.value.selector.label]: found.value.selector.value },
      };

/** Whether the apex service selects the pods of a target that can be worked with. */
export async function isApexOnTarget(deps: WorkloadDeps, canary: Canary, kind: ObjectKind): Promise<boolean> {
  const [found, apex] = await Promise.all([
    findTarget(deps, canary, kind),
    deps.objects.read<Service>(refOf(canary, SERVICE, serviceNames(canary).apex)),
  ]);
  const { target } = podsOfSides(found, undefined);
  return target !== undefined && selects(apex, target);
}

/**
 * Gives the apex service back to whoever made it: it selects what `kubectl apply` once said, else the target's pods.
 * Nothing is written to one that the Canary made, or that does not select the primary any more.
 */
export async function releaseService(objects: Objects, canary: Canary, pods: Pods): Promise<Written> {
  const live = await objects.read<Service>(refOf(canary, SERVICE, serviceNames(canary).apex));
  if (!live || !pods.primary || isControlledBy(canary, live.metadata) || !selects(live, pods.primary)) {
    return [];
  }
  const applied = lastApplied(live);
  const wanted = applied && !sameContent(applied, pods.primary) ? applied : pods.target;
  const selector = wanted && mapChanges(live.spec.selector, wanted);
  if (!selector) {
    return [];
  }
  const { resourceVersion } = live.metadata;
  await objects.patch(live, { ...(resourceVersion && { metadata: { resourceVersion } }), spec: { selector } });
  return [`Service ${live.metadata.name}`];
}

/** The selector that `kubectl apply` was told last; undefined where it was not asked, or wrote none. */
function lastApplied({ metadata }: Service): Pairs | undefined {
  const text = metadata.annotations?.[LAST_APPLIED];
  const selector = text === undefined ? undefined : selectorIn(parsed(text));
  return selector && Object.keys(selector).length > 0 ? selector : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function selectorIn(object: unknown): Pairs | undefined {
  const spec = isJsonObject(object) ? object['spec'] : undefined;
  const selector = isJsonObject(spec) ? spec['selector'] : undefined;
  return isJsonObject(selector) && Object.values(selector).every((value) => typeof value === 'string')
    ? Object.fromEntries(Object.entries(selector).map(([label, value]) => [label, String(value)]))
    : undefined;
}
