import { readFileSync } from 'node:fs';

interface Counting {
  readonly mesh: string;
  readonly seenFrom: string;
  readonly query: string;
}

const isCounting = (value: unknown): value is Counting =>
  typeof value === 'object' && value !== null && 'mesh' in value && 'seenFrom' in value && 'query' in value;

/**
 * What counts the requests of both sides in every mesh where canary and primary can be compared: the operator's own list
 * in this file, so that what is asked here is what its tests hold it to. Throws where it holds none.
 */
export function countingQueries(file: string): readonly { readonly about: string; readonly query: string }[] {
  const written: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const listed: readonly unknown[] = Array.isArray(written) ? written : [];
  const found = listed.filter(isCounting);
  if (found.length === 0) {
    throw new Error(`${file} has no counting queries`);
  }
  return found.map(({ mesh, seenFrom, query }) => ({ about: `counted in ${mesh} by the ${seenFrom}`, query }));
}
