import type { Clock } from '@flagger/api';

/** What this package takes from the machine it runs on: time, twice, and chance. */
export interface Machine extends Clock {
  /** Milliseconds of a clock that never jumps. */
  elapsed(): number;
  /** From 0 to just below 1. */
  random(): number;
}

/** The machine that this process runs on: who makes a connection, a cluster or a lease takes it unless told otherwise. */
export const thisMachine: Machine = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  random: () => Math.random(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
