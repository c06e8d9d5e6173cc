import { createHash } from 'node:crypto';

/** JSON with sorted keys and without nulls in objects: the same text for the same content; undefined counts as null. */
export function canonical(value: unknown): string {
  return JSON.stringify(value ?? null, (_key, part: unknown) => (isObject(part) ? sorted(part) : part));
}

/** Whether {@link canonical} is the same text for both, without making it: templates are compared in each turn. */
export function sameContent(one: unknown, other: unknown): boolean {
  const [a, b] = [one ?? null, other ?? null];
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((part, index) => sameContent(part, b[index]));
  }
  if (!isObject(a)) {
    return a === b;
  }
  if (!isObject(b)) {
    return false;
  }
  const [mine, others] = [new Map(partsOf(a)), new Map(partsOf(b))];
  return (
    mine.size === others.size && [...mine].every(([key, part]) => others.has(key) && sameContent(part, others.get(key)))
  );
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

const sorted = (value: object): object => Object.fromEntries(partsOf(value).sort(([a], [b]) => (a < b ? -1 : 1)));

const partsOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, part]) => part !== null && part !== undefined);
