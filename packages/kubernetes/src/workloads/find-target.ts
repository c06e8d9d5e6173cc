import { type Canary, primaryName } from '@flagger/api';
import type { Deployment } from './deployment.ts';
import { DEPLOYMENT, refOf } from './names.ts';
import { asError, badSelector, longSelector, missingTarget, otherSelector, type Unfit } from './problem.ts';
import { type Selector, selectorOf, selectorOfPrimary } from './selector.ts';
import type { WorkloadDeps } from './settings.ts';

/** Of the value of a label. */
const LONGEST_VALUE = 63;

/** A target that can be worked with, and by which label its pods are told from the primary's. */
export interface Found {
  readonly deployment: Deployment;
  readonly primary: Deployment | undefined;
  readonly selector: Selector;
}

export type Maybe<T> = { readonly problem: Unfit } | { readonly problem?: undefined; readonly value: T };

/** Looks up the target of a Canary and its primary. */
export async function findTarget(
  { objects, options: { selectorLabels } }: Pick<WorkloadDeps, 'objects' | 'options'>,
  canary: Canary,
): Promise<Maybe<Found>> {
  const [deployment, primary] = await Promise.all([
    objects.read<Deployment>(refOf(canary, DEPLOYMENT, canary.spec.targetRef.name)),
    objects.read<Deployment>(refOf(canary, DEPLOYMENT, primaryName(canary))),
  ]);
  if (!deployment) {
    return { problem: missingTarget(canary) };
  }
  const selector = primary
    ? selectorOfPrimary(deployment, primary, selectorLabels)
    : selectorOf(deployment, selectorLabels);
  if (!selector) {
    return { problem: primary ? otherSelector(deployment, primary) : badSelector(deployment, selectorLabels) };
  }
  return selector.primaryValue.length > LONGEST_VALUE
    ? { problem: longSelector(deployment, selector) }
    : { value: { deployment, primary, selector } };
}

/** Throws the problem where there is one. */
export function orThrow<T>(maybe: Maybe<T>): T {
  if (maybe.problem) {
    throw asError(maybe.problem);
  }
  return maybe.value;
}
