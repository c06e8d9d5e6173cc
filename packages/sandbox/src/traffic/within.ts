import type { Clock } from '@flagger/api';

/** What a promise gives, or undefined where it takes longer than `ms`. */
export async function within<T>(clock: Clock, ms: number, promise: Promise<T>): Promise<T | undefined> {
  if (!Number.isFinite(ms)) {
    return promise;
  }
  let cancel: () => void = () => undefined;
  const late = new Promise<undefined>((resolve) => (cancel = clock.after(ms, () => resolve(undefined))));
  return Promise.race([promise, late]).finally(() => cancel());
}
