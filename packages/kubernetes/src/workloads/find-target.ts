import { type Canary, type Objects, primaryName, routedTarget } from '@flagger/api';
import { copyName, refOf } from './names.ts';
import { isControlledBy } from './owner.ts';
import type { ObjectKind, PodWorkload } from './pod-workload.ts';
import { asError, badSelector, longSelector, missingTarget, otherSelector, type Unfit } from './problem.ts';
import { type Selector, selectorOf, selectorOfPrimary } from './selector.ts';
import type { WorkloadDeps } from './settings.ts';

/** Of the value of a label. */
const LONGEST_VALUE = 63;

/** A target that can be worked with, and by which label its pods are told from the primary's. */
export interface Found<T extends PodWorkload = PodWorkload> {
  readonly target: T;
  readonly primary: T | undefined;
  readonly selector: Selector;
}

export type Maybe<T> = { readonly problem: Unfit } | { readonly problem?: undefined; readonly value: T };

/** The value; a problem as the error for one who wanted to work with it. */
export function orThrow<T>(maybe: Maybe<T>): T {
  if (maybe.problem) {
    throw asError(maybe.problem);
  }
  return maybe.value;
}

type Finding = Pick<WorkloadDeps, 'objects' | 'options' | 'primaries'>;

/** Looks up the target of a Canary and its primary, both of this kind. */
export async function findTarget<T extends PodWorkload>(
  { objects, options: { selectorLabels }, primaries }: Finding,
  canary: Canary,
  kind: ObjectKind,
): Promise<Maybe<Found<T>>> {
  const [target, primary] = await Promise.all([
    objects.confirm<T>(refOf(canary, kind, canary.spec.targetRef.name)),
    objects.read<T>(refOf(canary, kind, primaryName(canary))),
  ]);
  if (primary) {
    primaries?.add(primary.metadata.name);
  }
  if (!target) {
    return { problem: missingTarget(canary) };
  }
  const selector = primary ? selectorOfPrimary(target, primary, selectorLabels) : selectorOf(target, selectorLabels);
  if (!selector) {
    return { problem: primary ? otherSelector(target, primary) : badSelector(target, selectorLabels) };
  }
  const own = primary ? selector : await apartFromFormer(objects, canary, { kind, selector, primaries });
  return own.primaryValue.length > LONGEST_VALUE
    ? { problem: longSelector(target, own) }
    : { value: { target, primary, selector: own } };
}

/**
 * Where a target was renamed and its pods were not, users are on the pods of the former primary: those of the new one
 * get another value of the label, so that nobody is on both.
 */
async function apartFromFormer(
  objects: Objects,
  canary: Canary,
  { kind, selector, primaries = new Set() }: Apartness,
): Promise<Selector> {
  const routed = routedTarget(canary.status);
  const known = [...primaries, ...(routed === undefined ? [] : [copyName(routed)]), selector.primaryValue];
  // a Canary that had no run yet has no target of before, nor one of another kind
  const kinds = canary.status.lastPromotedSpec === undefined ? [kind] : KINDS;
  const refs = kinds
    .flatMap((each) => [...new Set(known)].map((name) => refOf(canary, each, name)))
    .filter((ref) => ref.kind !== kind.kind || ref.metadata.name !== primaryName(canary));
  const formers = await Promise.all(refs.map((ref) => objects.read<PodWorkload>(ref)));
  const isTaken = (value: string): boolean =>
    formers.some(
      (former) =>
        former !== undefined
        && isControlledBy(canary, former.metadata)
        && former.spec.selector.matchLabels?.[selector.label] === value,
    );
  const values = [selector.primaryValue, primaryName(canary), copyName(primaryName(canary))];
  return { ...selector, primaryValue: values.find((value) => !isTaken(value)) ?? selector.primaryValue };
}

/** What a former target may have been of. */
const KINDS: readonly ObjectKind[] = ['Deployment', 'DaemonSet'].map((kind) => ({ apiVersion: 'apps/v1', kind }));

interface Apartness {
  readonly primaries: Finding['primaries'] | undefined;
  readonly kind: ObjectKind;
  readonly selector: Selector;
}
