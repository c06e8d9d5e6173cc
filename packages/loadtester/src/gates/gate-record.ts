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

/** What lies under which key once a book has become another; undefined: nothing any more. */
export function changedRecords(before: GateBook, after: GateBook): ReadonlyMap<string, string | undefined> {
  const gone = [...before.keys()].flatMap((text) => {
    const gate = after.has(text) ? undefined : gateIn(text);
    return gate === undefined ? [] : [[keyOf(gate), undefined] as const];
  });
  const changed = new Map([...after].filter(([text, state]) => before.get(text) !== state));
  return new Map<string, string | undefined>([...gone, ...recordsOf(changed)]);
}

type Entry = readonly [text: string, state: GateState];

/** The inverse of {@link recordsOf}. What it read last it does not parse again: most gates are as they were. */
export class RecordReader {
  private known: ReadonlyMap<string, Entry | undefined> = new Map();

  /** The gate that was touched last comes last. What nobody can read is a gate that is closed, as if it were not there. */
  bookOf(data: Readonly<Record<string, string>>): GateBook {
    this.known = new Map(
      Object.values(data).map((value) => [value, this.known.has(value) ? this.known.get(value) : entryIn(value)]),
    );
    const entries = [...this.known.values()].filter((entry) => entry !== undefined);
    return new Map(entries.sort(([, one], [, other]) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)));
  }
}

function entryIn(value: string): Entry | undefined {
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
  return [textOf({ kind, namespace, name, gate }), state];
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
