import { isDeepStrictEqual } from 'node:util';
import { isRecord } from './client/api-error.ts';

/**
 * The JSON merge patch (RFC 7386) that makes `after` of `before`: fields that are gone become null, lists are
 * replaced as a whole. Undefined if the two are the same. Undefined fields count as absent.
 */
export function mergePatch(before: unknown, after: object): object | undefined {
  const old = isRecord(before) ? before : {};
  const patch: Record<string, unknown> = {};
  for (const [name, value] of fieldsOf(after)) {
    if (isDeepStrictEqual(value, old[name])) {
      continue;
    }
    const change = isRecord(value) && isRecord(old[name]) ? mergePatch(old[name], value) : value;
    if (change !== undefined) {
      patch[name] = change;
    }
  }
  const wanted = new Set(fieldsOf(after).map(([name]) => name));
  for (const name of Object.keys(old)) {
    if (!wanted.has(name)) {
      patch[name] = null;
    }
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

const fieldsOf = (value: object): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([, field]) => field !== undefined);
