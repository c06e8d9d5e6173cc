import { type ConditionChange, primaryName, scalersText, type StatusChange } from '@flagger/api';
import type { Observed } from './observed.ts';
import { note, type Step } from './step.ts';

const TYPE = 'Scaled';

/**
 * Adds to what a step writes down which autoscaler the Canary names, and which ones it named before: what it made for
 * those, and paused, would else be known by nobody.
 */
export function withScalers(observed: Observed, { actions, ...step }: Step): Step {
  const { canary, refusal } = observed;
  const known = canary.status.conditions?.find(({ type }) => type === TYPE);
  const wanted = scaledCondition(observed);
  if (refusal || known?.message === wanted?.message) {
    return { actions, ...step };
  }
  const change = { [TYPE]: wanted };
  const index = actions.findIndex((action) => action.do === 'status');
  const said = actions.map((action, at) =>
    action.do === 'status' && at === index ? { ...action, status: withCondition(action.status, change) } : action,
  );
  return { ...step, actions: index < 0 ? [...said, note({ conditions: change })] : said };
}

const withCondition = (status: StatusChange, change: StatusChange['conditions']): StatusChange => ({
  ...status,
  conditions: { ...status.conditions, ...change },
});

/** A former one is known until it is not paused any more, and nothing is left of what was made for it. */
function scaledCondition({ canary: { spec }, formerScalers = [] }: Observed): ConditionChange | undefined {
  const { autoscalerRef } = spec;
  const current = autoscalerRef ? [{ ...autoscalerRef, isLetGo: false }] : [];
  const formers = formerScalers
    .filter(({ isPaused, copy }) => isPaused || copy !== undefined)
    .map((former) => ({ ...former, isLetGo: !former.isPaused }));
  const all = [...current, ...formers];
  return all.length > 0 ? { status: 'True', reason: 'Autoscaler', message: scalersText(all) } : undefined;
}

/** What a person is to delete, since two autoscalers of one workload stop each other, and the operator deletes nothing. */
export const adviceOnScalers = ({ canary, formerScalers = [] }: Observed): readonly string[] =>
  formerScalers.flatMap(({ kind, copy }) =>
    copy === undefined
      ? []
      : [
          `${kind} ${copy} scales ${primaryName(canary)} as the former spec.autoscalerRef said: delete it${instead(canary)}`,
        ],
  );

function instead({ spec: { autoscalerRef } }: Observed['canary']): string {
  return autoscalerRef ? `, the one for ${autoscalerRef.kind} ${autoscalerRef.name} is made then` : '';
}
