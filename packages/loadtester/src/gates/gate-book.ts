import type { GateName, GateState, Hand, Passage } from './gates.ts';

/** Every gate that was ever touched, by the text of its name. */
export type GateBook = ReadonlyMap<string, GateState>;

/** What is done with all gates at once; the same book back means that nothing changed. */
export type Step<T> = (book: GateBook) => { readonly book: GateBook; readonly answer: T };

/** Port: where the book is kept. Steps are done one after the other, also those of other processes. */
export interface Shelf {
  apply<T>(step: Step<T>): Promise<T>;
}

/** So many closed gates are remembered for who looks; they are as closed when forgotten. */
const KEPT_CLOSED = 1_000;

/** What a ConfigMap takes is 1 MiB of keys and values: there is room left for what is written beside these. */
const MOST_BYTES = 900_000;

/** No gate takes more than this, since its names and texts have bounds: fewer than so many always have room. */
const SURE_TO_FIT = 250;

/** For what a gate gets once a release passed, and for the names of its fields. */
const RESERVE = 200;

/** A text for the name of a gate, from which {@link gateIn} reads it back. */
export const textOf = ({ kind, namespace, name, gate }: GateName): string =>
  [kind, namespace, name, gate].map(encodeURIComponent).join('/');

/** The inverse of {@link textOf}; undefined for other texts. */
export function gateIn(text: string): GateName | undefined {
  const [kind, namespace, name, gate, ...more] = text.split('/').map(decoded);
  if (namespace === undefined || name === undefined || gate === undefined || more.length > 0) {
    return undefined;
  }
  return kind === 'gate' || kind === 'rollback' ? { kind, namespace, name, gate } : undefined;
}

/** Opens or closes a gate; answers which open ones had to close for want of room, those first that were touched longest ago. */
export const put =
  (gate: GateName, state: GateState): Step<readonly string[]> =>
  (book) => {
    const next = withGate(book, textOf(gate), state);
    return { book: next, answer: [...book].filter(([text, { isOpen }]) => isOpen && !next.has(text)).map(textIn) };
  };

const textIn = ([text]: readonly [text: string, state: GateState]): string => text;

/** How a gate that somebody puts stands then. */
export const stateBy = ({ by, why, isOnce }: Hand, isOpen: boolean, at: string): GateState => ({
  isOpen,
  by,
  at,
  ...(why !== undefined && { why }),
  ...(isOpen && isOnce === true && { isOnce }),
});

/** Whether a release may pass; a gate that is open once belongs to the first release that passes. */
export const pass =
  (gate: GateName, { checksum, isOnce }: Passage, at: string): Step<boolean> =>
  (book) => {
    const text = textOf(gate);
    const state = book.get(text);
    if (state?.isOpen !== true) {
      return { book, answer: false };
    }
    if (state.isOnce !== true && !isOnce) {
      return { book, answer: true };
    }
    const owner = state.checksum ?? checksum;
    if (checksum !== '' && owner !== '' && owner !== checksum) {
      return { book: withGate(book, text, closedByItself(at)), answer: false };
    }
    const isSame = state.isOnce === true && (state.checksum ?? '') === owner;
    const owned = { ...state, isOnce: true as const, ...(owner !== '' && { checksum: owner }) };
    return { book: isSame ? book : withGate(book, text, owned), answer: true };
  };

/** Closes what was open for one rollout of a canary. */
export const end =
  ({ name, namespace }: Pick<GateName, 'name' | 'namespace'>, at: string): Step<undefined> =>
  (book) => {
    const ended = [...book].filter(([text, { isOpen, isOnce }]) => {
      const gate = isOpen && isOnce ? gateIn(text) : undefined;
      return gate?.name === name && gate.namespace === namespace;
    });
    return { book: ended.reduce((rest, [text]) => withGate(rest, text, closedByItself(at)), book), answer: undefined };
  };

const closedByItself = (at: string): GateState => ({ isOpen: false, by: 'the end of the rollout', at });

/** With the gate, and without those that there is no room for: closed ones first, then those that were touched longest ago. */
function withGate(book: GateBook, text: string, state: GateState): GateBook {
  const next = new Map(book);
  // what was touched last comes last
  next.delete(text);
  next.set(text, state);
  if (next.size > SURE_TO_FIT) {
    forgetSurplus(next);
  }
  return next;
}

function forgetSurplus(book: Map<string, GateState>): void {
  const entries = [...book];
  const closed = entries.filter(([, { isOpen }]) => !isOpen);
  let bytes = entries.reduce((sum, entry) => sum + bytesOf(entry), 0);
  let surplus = closed.length - KEPT_CLOSED;
  for (const entry of [...closed, ...entries.filter(([, { isOpen }]) => isOpen)]) {
    if (surplus <= 0 && bytes <= MOST_BYTES) {
      return;
    }
    book.delete(textIn(entry));
    bytes -= bytesOf(entry);
    surplus -= 1;
  }
}

/** At most what a gate takes in a ConfigMap, where its names stand in the key as well. */
const bytesOf = ([text, state]: readonly [text: string, state: GateState]): number =>
  2 * text.length + Buffer.byteLength(JSON.stringify(state)) + RESERVE;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
