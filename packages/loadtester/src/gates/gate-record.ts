import { createHash } from 'node:crypto';
import { type GateBook, gateIn, textOf } from './gate-book.ts';
import type { GateName, GateState } from './gates.ts';

/** What a ConfigMap takes as a key. */
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;

/** The key of a gate, which people can read where its names are those of Kubernetes: `gate_test_podinfo`. */
export function keyOf({ kind, namespace, name, gate }: GateName): string {
  const parts = [kind, namespace, name, ...(gate === '' ? [] : [gate])];
  const key = parts.join('_');
  const isPlain = KEY.test(key) && namespace !== '' && name !== '' && parts.every((part) => !part.includes('_'));
  return isPlain ? key : `hash_${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

/** Gates as a ConfigMap holds them: one key each, and what is known of it as JSON. */
export const recordsOf = (book: GateBook): ReadonlyMap<string, string> =>
  new Map(
    [...book].flatMap(([text, state]) => {
      const gate = gateIn(text);
      return gate === undefined ? [] : [[keyOf(gate), JSON.stringify({ ...gate, ...state })] as const];
    }),
  );

/**
 * The inverse of {@link recordsOf}, the one that was touched last at the end. What nobody can read is a gate that is
 * closed, as if it were not there.
 */
export function bookOf(data: Readonly<Record<string, string>>): GateBook {
  const found = Object.values(data).flatMap((value) => recordIn(value) ?? []);
  const inOrder = found.sort(([, one], [, other]) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
  return new Map(inOrder.map(([gate, state]) => [textOf(gate), state]));
}

function recordIn(value: string): readonly (readonly [GateName, GateState])[] | undefined {
  const read = parsed(value);
  if (!isRecord(read)) {
    return undefined;
  }
  const { kind, namespace, name, gate, isOpen, by, at, why, isOnce, checksum } = read;
  if ((kind !== 'gate' && kind !== 'rollback') || !isText(namespace) || !isText(name) || !isText(gate)) {
    return undefined;
  }
  const state: GateState = {
    isOpen: isOpen === true,
    by: isText(by) ? by : '',
    at: isText(at) ? at : '',
    ...(isText(why) && { why }),
    ...(isOnce === true && { isOnce }),
    ...(isText(checksum) && { checksum }),
  };
  return [[{ kind, namespace, name, gate }, state]];
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

const isText = (value: unknown): value is string => typeof value === 'string';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
