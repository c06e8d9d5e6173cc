import type { Simulation } from './simulation.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** Does something some time later, unless the trouble is over by then. */
export function later({ clock, weather, watchman }: Simulation, ms: number, does: () => void): void {
  clock.quietly(ms, () => {
    if (!weather.isCalm) {
      does();
      watchman.look();
    }
  });
}

/** Does something as soon as it is so, if that is soon; looks twice a second. */
export function when(simulation: Simulation, isSo: () => boolean, then: () => void): void {
  const end = simulation.clock.now() + 5 * MINUTE;
  look();

  function look(): void {
    if (isSo()) {
      then();
    } else if (simulation.clock.now() < end && !simulation.isOver) {
      later(simulation, SECOND / 2, look);
    }
  }
}
