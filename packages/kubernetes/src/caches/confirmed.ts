import { type KubeObject, Wait } from '@flagger/api';
import type { WatchedKind } from './watched-kind.ts';

/**
 * An object as one canary sees it; where the watch has brought none, one request of this canary asks for it, and no
 * second one for as long as it keeps reading it. Throws a Wait where that was not answered.
 */
export async function confirmed(
  kind: Pick<WatchedKind, 'read' | 'fetched' | 'mode' | 'cache'>,
  { key, canaryKey }: { readonly key: string; readonly canaryKey: string },
): Promise<KubeObject | undefined> {
  const found = await kind.read(key, canaryKey);
  const { wanted } = kind.cache;
  if (found !== undefined || kind.mode === 'by-name' || wanted.isConfirmed(key, canaryKey)) {
    return found;
  }
  await kind.fetched(key).catch((error: unknown) => {
    // who may watch but not get has the word of the watch
    if (error instanceof Wait) {
      throw error;
    }
  });
  wanted.confirm(key, canaryKey);
  const now = kind.cache.read(key);
  return now.state === 'kept' ? now.object : undefined;
}
