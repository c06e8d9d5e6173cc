import { isJsonObject, type Action } from '@flagger/api';
import { at, listOf, type Mutate } from '@flagger/simulated-cluster';
import { acting } from '../defects.ts';

/** Other statuses are written than those that were decided. */
const writing =
  (otherwise: (status: Status) => Status): Mutate =>
  (_, making) =>
    acting(making, (actions) =>
      actions.map((action) => (action.do === 'status' ? { ...action, status: otherwise(action.status) } : action)),
    );

type Status = Extract<Action, { do: 'status' }>['status'];

/** A window goes on over a change of the weights. */
export const neverCut: Mutate = (parts, making) => {
  let last: number | undefined;
  return writing((status) => {
    const { analysis } = status;
    if (analysis?.metrics === undefined) {
      return status;
    }
    const until = (last = analysis.until ?? last);
    return until === undefined ? status : { ...status, analysis: { ...analysis, until } };
  })(parts, making);
};

/** Whatever was counted counts as worse. */
export const rash: Mutate = writing((status) => {
  const isCounted = status.analysis?.metrics?.some(({ evidence }) => evidence.windows > 0);
  const RollingBack = { status: 'True', reason: 'ComparedWorse', message: 'it is worse' } as const;
  return isCounted ? { ...status, conditions: { ...status.conditions, RollingBack } } : status;
});

/** Who remembers nothing compares nothing. */
export const forgetful: Mutate = ({ canaries }) => ({
  canaries: {
    ...canaries,
    read: (key) => {
      const found = canaries.read(key);
      const metrics = listOf(at(found?.spec, 'analysis', 'metrics')).map((metric) =>
        isJsonObject(metric) ? { ...metric, compare: undefined } : metric,
      );
      return found && at(found.status, 'analysis', 'metrics') === undefined && isJsonObject(found.spec)
        ? { ...found, spec: { ...found.spec, analysis: { ...asObject(found.spec['analysis']), metrics } } }
        : found;
    },
  },
});

const asObject = (value: unknown): object => (isJsonObject(value) ? value : {});
