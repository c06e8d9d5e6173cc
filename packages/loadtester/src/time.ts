import type { Clock } from '@flagger/api';

/** Port: time, with a clock beside it that never jumps. */
export interface Time extends Clock {
  /** Milliseconds of a clock that never jumps. */
  elapsed(): number;
}

/** Waits for so many ms, or until `signal` is aborted. */
export function pause(time: Pick<Time, 'after'>, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const cancel = time.after(ms, done);
    function done(): void {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    }
    signal.addEventListener('abort', done);
  });
}
