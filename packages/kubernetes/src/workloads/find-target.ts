import { type Canary, primaryName } from '@flagger/api';
import { refOf } from './names.ts';
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

/** Looks up the target of a Canary and its primary, both of this kind. */
export async function findTarget<T extends PodWorkload>(
  { objects, options: { selectorLabels } }: Pick<WorkloadDeps, 'objects' | 'options'>,
  canary: Canary,
  kind: ObjectKind,
): Promise<Maybe<Found<T>>> {
  const [target, primary] = await Promise.all([
    objects.confirm<T>(refOf(canary, kind, canary.spec.targetRef.name)),
    objects.read<T>(refOf(canary, kind, primaryName(canary))),
  ]);
  if (!target) {
    return { problem: missingTarget(canary) };
  }
  const selector = primary ? selectorOfPrimary(target, primary, selectorLabels) : selectorOf(target, selectorLabels);
  if (!selector) {
    return { problem: primary ? otherSelector(target, primary) : badSelector(target, selectorLabels) };
  }
  return selector.primaryValue.length > LONGEST_VALUE
    ? { problem: longSelector(target, selector) }
    : { value: { target, primary, selector } };
}
