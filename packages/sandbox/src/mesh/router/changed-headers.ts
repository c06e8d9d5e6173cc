import type { HeaderChange } from '../route-table.ts';

/**
 * Headers after changes, in order: what is set replaces, what is added comes beside what is there. The given ones
 * stay as they are.
 */
export function changedHeaders(headers: Headers, changes: readonly HeaderChange[]): Headers {
  const changed = new Headers(headers);
  for (const { set, add, remove } of changes) {
    for (const name of remove) {
      changed.delete(name);
    }
    for (const [name, value] of Object.entries(set)) {
      changed.set(name, value);
    }
    for (const [name, value] of Object.entries(add)) {
      changed.append(name, value);
    }
  }
  return changed;
}
