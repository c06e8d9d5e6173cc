import type { Found } from '@flagger/api';

/** Why something cannot be had; `isFinal` where looking again would end the same way. */
export interface NotFound {
  readonly ok: false;
  readonly because: string;
  readonly isFinal: boolean;
}

const STOPPED: NotFound = { ok: false, because: 'stopped', isFinal: true };

/** Looks once; that the place cannot be asked now is a value too. Ends at once when the signal aborts; never throws. */
export async function lookUp<T>(
  look: () => Promise<Found<T>>,
  signal: AbortSignal,
): Promise<{ readonly ok: true; readonly object: T } | NotFound> {
  const ended = new AbortController();
  const stopped = new Promise<NotFound>((resolve) => {
    signal.addEventListener('abort', () => resolve(STOPPED), { once: true, signal: ended.signal });
  });
  try {
    const found = await Promise.race([look(), stopped]);
    return found.ok ? found : { isFinal: true, ...found };
  } catch (error) {
    return { ok: false, because: error instanceof Error ? error.message : 'it cannot be read', isFinal: false };
  } finally {
    ended.abort();
  }
}
