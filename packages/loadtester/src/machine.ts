import type { Time } from './time.ts';

/** The time of the machine that this process runs on. */
export const thisMachine: Time = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
