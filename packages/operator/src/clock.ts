import type { Clock } from '@flagger/api';

import type { Chance } from '@flagger/controller';

/** The chance of this machine. */
export const systemChance: Chance = () => Math.random();

/** The time of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(ms, 2 ** 31 - 1));
    return () => clearTimeout(timer);
  },
};
