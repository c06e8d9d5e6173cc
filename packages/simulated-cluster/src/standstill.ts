/** So much may happen at one moment, as when a frozen process thaws. */
const MOST = 5000;

/** Notices when ever more happens and no time passes: without it such a story would never end. */
export class Standstill {
  private at = -Infinity;
  private times = 0;

  /** Something happens at `now`, ms; whether that is too much for one moment. */
  isReached(now: number): boolean {
    this.times = now === this.at ? this.times + 1 : 0;
    this.at = now;
    return this.times > MOST;
  }
}

/** Ever more timers fire and no time passes. */
export class TimeStandsStill extends Error {
  constructor() {
    super(`${MOST} things happened at one moment, and none of them let time go on`);
  }
}
