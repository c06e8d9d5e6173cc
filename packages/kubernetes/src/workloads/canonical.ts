import { createHash } from 'node:crypto';

/** JSON with sorted keys and without nulls in objects: the same text for the same content; undefined counts as null. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) => (isObject(part) ? sorted(part) : part));
}

/** What the cache gives is never mutated, so each version of a template is digested once. */
const digested = new WeakMap<object, string>();

/** Digest of a pod template, e.g. `sha256:1f0c…` (32 hexadecimal digits). */
export function revisionOf(template: object): string {
  const known = digested.get(template) ?? digestOf(template);
  digested.set(template, known);
  return known;
}

function digestOf(template: object): string {
  return `sha256:${createHash('sha256').update(canonical(template)).digest('hex').slice(0, 32)}`;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  const entries = Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
