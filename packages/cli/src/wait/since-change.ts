import type { KubeObject } from '@flagger/api';
import { type CanaryState, canaryStatus, fieldsOf, itemsOf, textOf } from '@flagger/view';
import type { Asked } from '../command.ts';

/**
 * Whether the status of a canary is about a change, so that what became of an earlier one never counts. A revision is
 * one of before: the status must have seen another. An image is the new one: the target must run it, and the status
 * must be younger than that.
 */
export async function isOfChange(asked: Asked, canary: KubeObject, change: string): Promise<boolean> {
  const state = canaryStatus(canary);
  if (REVISION.test(change)) {
    return state.revision.seen !== undefined && state.revision.seen !== change;
  }
  const { kind, name } = state.target;
  const { namespace } = canary.metadata;
  const target = await asked.cluster.get(kind, { namespace, name });
  if (target === undefined || !imagesOf(target).includes(change)) {
    return false;
  }
  const isOver = ['Succeeded', 'Initialized', 'Finalising'].includes(state.phase);
  if (!isOver) {
    return isYounger(state, changedAt(target));
  }
  const primary = await asked.cluster.get(kind, { namespace, name: `${name}-primary` });
  return primary !== undefined && imagesOf(primary).includes(change);
}

/** Of our operator, or Flagger's, which writes numbers; an image has a tag or a path. */
const REVISION = /^(?:sha256:)?[0-9a-z]+$/i;

const imagesOf = ({ spec }: KubeObject): readonly string[] =>
  itemsOf(fieldsOf(fieldsOf(fieldsOf(spec).template).spec).containers).flatMap(
    (container) => textOf(fieldsOf(container).image) ?? [],
  );

/** When somebody last wrote the template; undefined where the API server does not say. */
function changedAt({ metadata }: KubeObject): number | undefined {
  const times = itemsOf(fieldsOf(metadata).managedFields)
    .map(fieldsOf)
    .filter(({ fieldsV1 }) => fieldsOf(fieldsOf(fieldsV1)['f:spec'])['f:template'] !== undefined)
    .map(({ time }) => Date.parse(textOf(time) ?? ''))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? undefined : Math.max(...times);
}

/** Times are whole seconds: an end in the second of the change is of the run before, a wait may be of this one. */
const isYounger = ({ since, phase }: CanaryState, change: number | undefined): boolean => {
  const from = Date.parse(since ?? '');
  return change !== undefined && (from > change || (from === change && phase !== 'Failed'));
};
