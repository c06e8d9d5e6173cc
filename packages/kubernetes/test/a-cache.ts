import type { KubeObject } from '@flagger/api';
import { Cache } from '../src/caches/cache.ts';
import type { CacheOptions } from '../src/caches/cache-ports.ts';
import { withoutManagedFields } from '../src/caches/trim.ts';
import { anObject } from './api-server.ts';

export const KEY = 'test/podinfo';
export const CANARY = 'test/canary';
export const OTHER = 'test/other';

export const at = (resourceVersion: string, more: Partial<KubeObject> = {}): KubeObject =>
  anObject('podinfo', resourceVersion, more);
export const reborn = (resourceVersion: string): KubeObject =>
  at(resourceVersion, { metadata: { name: 'podinfo', uid: 'another' } });

export interface Told {
  readonly cache: Cache;
  /** Canary keys in the order in which they were woken. */
  readonly woken: string[];
}

export function aCache(options: Partial<CacheOptions> = {}): Told {
  const woken: string[] = [];
  return { cache: new Cache({ trim: withoutManagedFields, onChange: (key) => woken.push(key), ...options }), woken };
}

/** A cache that was listed, in which one canary is interested in the object. */
export function aListedCache(...objects: readonly KubeObject[]): Told {
  const told = aCache();
  told.cache.claim(KEY, CANARY);
  list(told.cache, objects, '100');
  return told;
}

export function list(cache: Cache, objects: readonly KubeObject[], resourceVersion: string): void {
  const listing = cache.listing();
  listing.add(objects);
  listing.done(resourceVersion);
}

export const versionOf = (cache: Cache, key = KEY): string | undefined => {
  const found = cache.read(key);
  return found.state === 'kept' ? found.object.metadata.resourceVersion : found.state;
};
