import { isJsonObject } from '@flagger/api';
import { COOKIE, type ReadRoute, SET_COOKIE, type Two } from '@flagger/mesh-kit';
import { type Destination, sharesIn } from './destinations.ts';

/** An entry as it is read. */
interface Entry {
  readonly match?: readonly object[];
  readonly route?: readonly Destination[];
  readonly mirror?: { readonly host: string };
  readonly headers?: unknown;
}

/** What an entry of a VirtualService does, and which cookies it gives and asks for. */
export const asRoute = (names: Two, { match = [], route = [], mirror, headers }: Entry): ReadRoute => ({
  shares: sharesIn(route).map((share, at) => ({ ...share, added: addedBy(route[at]?.headers) })),
  isMirrored: mirror?.host === names.canary,
  added: addedBy(headers),
  patterns: match.map((each) => valueAt(each, 'headers', COOKIE, 'regex')),
});

function addedBy(headers: unknown): string | undefined {
  const cookie = valueAt(headers, 'response', 'add', SET_COOKIE);
  return typeof cookie === 'string' ? cookie : undefined;
}

const valueAt = (parent: unknown, ...path: readonly string[]): unknown =>
  path.reduce((value, key) => (isJsonObject(value) ? value[key] : undefined), parent);
