import type { Clock } from '@flagger/api';

/** A signal that aborts with `outer` or after `ms`; call `cancel` when the work is done. */
export function deadline(clock: Clock, ms: number, outer: AbortSignal) {
  const timer = new AbortController();
  const cancel = clock.after(ms, () => timer.abort());
  return { signal: AbortSignal.any([outer, timer.signal]), isOver: () => timer.signal.aborted, cancel };
}

/** Waits; throws at once when `signal` aborts. */
export async function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = clock.after(ms, resolve);
    const stop = (): void => {
      cancel();
      resolve();
    };
    if (signal.aborted) {
      stop();
    } else {
      signal.addEventListener('abort', stop, { once: true });
    }
  });
  signal.throwIfAborted();
}
