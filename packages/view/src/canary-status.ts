import { type Check, type Condition, type KubeObject, statusOf } from '@flagger/api';
import { type CanaryRow, canaryRow } from './canary-row.ts';
import { fieldsOf, textOf } from './fields.ts';
import { rawOf } from './raw.ts';

/** The last answer of one metric or webhook. */
export type SeenCheck = Check;

/** One canary in full. */
export interface CanaryState extends CanaryRow {
  readonly target: { readonly kind: string; readonly name: string };
  /** Digests of the target: the one that was last seen, and the one that the primary runs. */
  readonly revision: { readonly seen?: string; readonly promoted?: string };
  readonly conditions: readonly Condition[];
  readonly checks: readonly SeenCheck[];
}

/** Whether it is an operator like Flagger's own that looks after it: that one writes no condition but `Promoted`. */
export const isOfOtherOperator = ({ phase, conditions }: Pick<CanaryState, 'phase' | 'conditions'>): boolean =>
  phase !== '' && conditions.every(({ type }) => type === 'Promoted');

/** One canary in full, as its status says. */
export function canaryStatus(canary: KubeObject): CanaryState {
  const { lastAppliedSpec, lastPromotedSpec, conditions = [], analysis } = statusOf(rawOf(canary));
  const { kind, name } = fieldsOf(fieldsOf(canary.spec).targetRef);
  return {
    ...canaryRow(canary),
    target: { kind: textOf(kind) ?? '', name: textOf(name) ?? '' },
    revision: {
      ...(lastAppliedSpec !== undefined && { seen: lastAppliedSpec }),
      ...(lastPromotedSpec !== undefined && { promoted: lastPromotedSpec }),
    },
    conditions,
    checks: analysis?.checks ?? [],
  };
}
