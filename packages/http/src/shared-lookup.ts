import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';

/** Every address of a name, as axios takes it. */
export type Lookup = (hostname: string, options: LookupOptions) => Promise<[Address[]]>;

interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

/**
 * Looks names up as Node does, each once at a time: whoever asks while one lookup of a name is under way shares its answer.
 * Node gives a lookup a thread of a few, and none up for a request that is over: a name whose servers do not answer, asked
 * for again and again, would take them all.
 */
export function sharing(look: (hostname: string, options: LookupOptions) => Promise<readonly LookupAddress[]>): Lookup {
  const underWay = new Map<string, Promise<readonly LookupAddress[]>>();
  return async (hostname, { family, hints, order }) => {
    const key = JSON.stringify([hostname, family, hints, order]);
    let found = underWay.get(key);
    if (found === undefined) {
      const forget = (): boolean => underWay.delete(key);
      found = look(hostname, { family, hints, order });
      underWay.set(key, found);
      found.then(forget, forget);
    }
    return [(await found).map(({ address, family: version }) => ({ address, family: version === 6 ? 6 : 4 }))];
  };
}

/** The lookup that all requests of this process share. */
export const sharedLookup = sharing((hostname, options) => lookup(hostname, { ...options, all: true }));
