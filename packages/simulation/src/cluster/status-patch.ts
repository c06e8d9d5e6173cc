import type { CanaryStatus } from '@flagger/api';
import { isObject } from '../json.ts';

/** The merge patch by which a status becomes another: what is not there any more is null. */
export function replaced(before: unknown, after: CanaryStatus): object {
  const gone = Object.keys(isObject(before) ? before : {}).filter((key) => !(key in after));
  return {
    ...after,
    ...nulls(gone),
    ...(after.trackedConfigs ? { trackedConfigs: configs(before, after.trackedConfigs) } : {}),
  };
}

function configs(before: unknown, after: Readonly<Record<string, string>>): object {
  const old = isObject(before) && isObject(before.trackedConfigs) ? Object.keys(before.trackedConfigs) : [];
  return { ...nulls(old.filter((key) => !(key in after))), ...after };
}

const nulls = (keys: readonly string[]): object => Object.fromEntries(keys.map((key) => [key, null]));
