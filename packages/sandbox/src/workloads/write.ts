import type { KubeObject } from '@flagger/api';
import type { Resource } from '../client/index.ts';

/** What a controller wants done in the API; doing it twice is doing it once. */
export type Write =
  | { readonly do: 'create'; readonly resource: Resource; readonly object: KubeObject }
  | {
      readonly do: 'patch';
      readonly resource: Resource;
      readonly object: KubeObject;
      readonly changes: object;
      readonly subresource?: 'status';
    }
  | { readonly do: 'remove'; readonly resource: Resource; readonly object: KubeObject; readonly graceSeconds?: number };

/**
 * What a controller makes of what it sees: writes in order, and when to look again though nothing has changed (ms
 * since the epoch).
 */
export interface Plan {
  readonly writes: readonly Write[];
  readonly at?: number | undefined;
}

export const NOTHING: Plan = { writes: [] };

/**
 * The write that makes an object's status this one; none where it is so already. Counts of 0 are left out, as the API
 * server does;
 * `shown` are those that it keeps.
 */
export function statusWrite<T extends KubeObject>(
  { resource, object, shown = [] }: StatusOf<T>,
  status: object,
): readonly Write[] {
  const isNothing = ([name, value]: readonly [string, unknown]): boolean => value === 0 && !shown.includes(name);
  const before = Object.entries({ ...object.status, collisionCount: undefined }).filter((field) => !isNothing(field));
  const after = Object.entries(status);
  if (isSame(Object.fromEntries(before), Object.fromEntries(after.filter((field) => !isNothing(field))))) {
    return [];
  }
  const changes = {
    status: Object.fromEntries(after.map(([name, value]) => [name, isNothing([name, value]) ? null : value])),
  };
  return [{ do: 'patch', resource, object, changes, subresource: 'status' }];
}

export interface StatusOf<T extends KubeObject> {
  readonly resource: Resource<T>;
  readonly object: T & { readonly status?: object };
  readonly shown?: readonly string[];
}

/** Whether two values are the same as JSON, whatever the order of their fields; what is undefined counts as absent. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) {
    return true;
  }
  if (
    typeof one !== 'object'
    || typeof other !== 'object'
    || one === null
    || other === null
    || Array.isArray(one) !== Array.isArray(other)
  ) {
    return false;
  }
  const left = new Map<string, unknown>(Object.entries(one));
  const right = new Map<string, unknown>(Object.entries(other));
  return [...new Set([...left.keys(), ...right.keys()])].every((name) => isSame(left.get(name), right.get(name)));
}
