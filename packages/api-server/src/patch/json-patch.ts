import { isDeepStrictEqual } from 'node:util';
import { isList, isObject, isString, type Json, type JsonObject } from '../json.ts';
import { badRequest, unprocessable } from '../refusal.ts';

/** JSON patch (RFC 6902). Throws a refusal for operations that cannot be read (400) or done (422). */
export function jsonPatched(value: Json, patch: Json): Json {
  if (!isList(patch)) {
    throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch');
  }
  return patch.reduce<Json>((current, operation) => {
    if (!isObject(operation)) {
      throw badRequest('error decoding patch: an operation is no object');
    }
    return applied(current, operation);
  }, value);
}

function applied(value: Json, operation: JsonObject): Json {
  const { op, path, from, value: given = null } = operation;
  if (!isString(op) || !isString(path)) {
    throw badRequest('error decoding patch: an operation needs op and path');
  }
  const to = pointer(path);
  switch (op) {
    case 'add':
      return changed(value, to, { kind: 'add', value: given });
    case 'replace':
      return changed(value, to, { kind: 'replace', value: given });
    case 'remove':
      return changed(value, to, { kind: 'remove' });
    case 'copy':
      return changed(value, to, { kind: 'add', value: found(value, pointer(isString(from) ? from : '')) });
    case 'move': {
      const origin = pointer(isString(from) ? from : '');
      return changed(changed(value, origin, { kind: 'remove' }), to, { kind: 'add', value: found(value, origin) });
    }
    case 'test':
      if (!isDeepStrictEqual(foundOr(value, to) ?? null, given)) {
        throw unprocessable('the server rejected our request due to an error in our request');
      }
      return value;
    default:
      throw unprocessable('the server rejected our request due to an error in our request');
  }
}

type Change = { readonly kind: 'add' | 'replace'; readonly value: Json } | { readonly kind: 'remove' };

const impossible = (): never => {
  throw unprocessable('the server rejected our request due to an error in our request');
};

const pointer = (path: string): readonly string[] =>
  path === ''
    ? []
    : path
        .slice(1)
        .split('/')
        .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));

function foundOr(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((current, part) => {
    if (isList(current)) {
      return current[Number(part)];
    }
    return isObject(current) && Object.hasOwn(current, part) ? current[part] : undefined;
  }, value);
}

const found = (value: Json, path: readonly string[]): Json => foundOr(value, path) ?? impossible();

function changed(value: Json, [first, ...rest]: readonly string[], change: Change): Json {
  if (first === undefined) {
    return change.kind === 'remove' ? null : change.value;
  }
  if (isList(value)) {
    return listChanged(value, [first, ...rest], change);
  }
  if (!isObject(value)) {
    return impossible();
  }
  if (rest.length > 0) {
    return Object.hasOwn(value, first)
      ? { ...value, [first]: changed(value[first] ?? null, rest, change) }
      : impossible();
  }
  if (change.kind !== 'add' && !Object.hasOwn(value, first)) {
    return impossible();
  }
  if (change.kind === 'remove') {
    return Object.fromEntries(Object.entries(value).filter(([field]) => field !== first));
  }
  return { ...value, [first]: change.value };
}

function listChanged(value: readonly Json[], [first = '', ...rest]: readonly string[], change: Change): Json {
  const index = first === '-' ? value.length : Number(first);
  const last = change.kind === 'add' && rest.length === 0 ? value.length : value.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > last) {
    return impossible();
  }
  if (rest.length > 0) {
    return value.with(index, changed(value[index] ?? null, rest, change));
  }
  if (change.kind === 'remove') {
    return value.toSpliced(index, 1);
  }
  return change.kind === 'add' ? value.toSpliced(index, 0, change.value) : value.with(index, change.value);
}
