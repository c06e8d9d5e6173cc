import type { Sighting } from './sighting.ts';
import { isTree, rewritten, treeOf, type Tree } from './values.ts';

/** Where the fake servers of one replay listen: `127.0.0.1:40001`. */
export interface Places {
  readonly metrics: string;
  readonly receiver: string;
}

const RECORDED: Places = { metrics: 'prometheus.example:9090', receiver: 'receiver.example:8080' };

const BASE64 = /\b[A-Za-z0-9+/]{24,}={0,2}/g;
const RECEIVER_THEN = /127\.0\.0\.1:\d+\/hook\/[a-z0-9-]+/;

/**
 * The text of a recording where also the data of Secrets has the address of the receiver that the rest has: who
 * recorded it could not see into them, and left the one that the receiver had then.
 */
export const withReceiverInSecrets = (text: string): string =>
  text.replace(BASE64, (word) => {
    const inside = Buffer.from(word, 'base64').toString('utf8');
    return RECEIVER_THEN.test(inside)
      ? Buffer.from(inside.replace(RECEIVER_THEN, RECORDED.receiver)).toString('base64')
      : word;
  });

/** A value of the recording with the servers' addresses of this replay; also inside the data of a Secret. */
export const local = (value: unknown, places: Places): unknown => moved(value, (text) => swap(text, RECORDED, places));

/** The other way round: what was seen in this replay, with the addresses that recordings have. */
export function recorded(sighting: Sighting, places: Places): Sighting {
  const text = (value: string): string => swap(value, places, RECORDED);
  const tree = (value: Tree): Tree => treeOf(moved(value, text));
  switch (sighting.saw) {
    case 'status':
      return { ...sighting, status: tree(sighting.status) };
    case 'routing':
      return { ...sighting, content: sighting.content === undefined ? undefined : tree(sighting.content) };
    case 'event':
      return { ...sighting, message: text(sighting.message) };
    case 'query':
      return { ...sighting, query: text(sighting.query) };
    case 'call':
      return { ...sighting, call: { ...sighting.call, body: moved(sighting.call.body, text) } };
    case 'moment':
      return { ...sighting, objects: sighting.objects.map(tree) };
    case 'answer':
      return { ...sighting, said: text(sighting.said) };
    case 'gone':
    case 'stuck':
      return sighting;
  }
}

const swap = (text: string, from: Places, to: Places): string =>
  text.replaceAll(from.metrics, to.metrics).replaceAll(from.receiver, to.receiver);

function moved(value: unknown, change: (text: string) => string): unknown {
  const plain = rewritten(value, (leaf) => (typeof leaf === 'string' ? change(leaf) : leaf));
  return isTree(plain) && plain['kind'] === 'Secret' && isTree(plain['data'])
    ? { ...plain, data: secretData(treeOf(plain['data']), change) }
    : plain;
}

function secretData(data: Tree, change: (text: string) => string): unknown {
  return rewritten(data, (leaf) => {
    const text = Buffer.from(String(leaf), 'base64').toString('utf8');
    return change(text) === text ? leaf : Buffer.from(change(text)).toString('base64');
  });
}
