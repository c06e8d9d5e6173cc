import type { Sighting } from './sighting.ts';

/** The sightings of a replay as they come in, for whoever waits for the next one. */
export class Journal {
  readonly sightings: Sighting[] = [];
  private readonly waiters = new Set<() => void>();

  add(sighting: Sighting): void {
    this.sightings.push(sighting);
    for (const wake of this.waiters) {
      wake();
    }
    this.waiters.clear();
  }

  /** Resolves at the next sighting, at the latest after `ms`. */
  async next(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, ms));
      this.waiters.add(wake);
    });
  }
}
