import type { Clock } from '@flagger/api';

/**
 * Runs `work`, and gives it up after `ms` or when `signal` aborts: its own signal aborts then, and the promise
 * rejects at once even if the work does not listen.
 */
export async function within<T>(
  { clock, ms, signal }: { readonly clock: Clock; readonly ms: number; readonly signal?: AbortSignal | undefined },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal?.throwIfAborted();
  const own = new AbortController();
  const onAbort = (): void => own.abort(signal?.reason);
  signal?.addEventListener('abort', onAbort, { once: true });
  const cancel = clock.after(ms, () => own.abort(new NoAnswer(`no answer within ${Math.round(ms)} ms`)));
  try {
    return await Promise.race([work(own.signal), aborted(own.signal)]);
  } finally {
    cancel();
    signal?.removeEventListener('abort', onAbort);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const onAbort = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
}

/** Work was given up because it took too long. */
export class NoAnswer extends Error {}

/** Waits; ends early and quietly when the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const end = (): void => {
      cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    signal?.addEventListener('abort', end);
  });
}
