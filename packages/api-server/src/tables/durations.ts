const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

interface Unit {
  readonly ms: number;
  readonly letter: string;
}

const SECONDS: Unit = { ms: SECOND, letter: 's' };
const MINUTES: Unit = { ms: MINUTE, letter: 'm' };
const HOURS: Unit = { ms: HOUR, letter: 'h' };
const DAYS: Unit = { ms: DAY, letter: 'd' };
const YEARS: Unit = { ms: YEAR, letter: 'y' };

/** How long ago a time is, as kubectl shows ages; `<unknown>` without one. */
export function age(time: string | undefined, now: number): string {
  const then = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(then) ? '<unknown>' : shortDuration(now - then);
}

/** A duration with two units at most, the coarser the longer it is: `90s`, `5m10s`, `3h25m`, `2d`, `1y30d`. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < -1) {
    return '<invalid>';
  }
  if (seconds < 0) {
    return '0s';
  }
  const whole = (unit: number): number => Math.trunc(milliseconds / unit);
  const pair = (large: Unit, small: Unit): string => {
    const left = Math.trunc((milliseconds % large.ms) / small.ms);
    return `${whole(large.ms)}${large.letter}${left === 0 ? '' : `${left}${small.letter}`}`;
  };
  if (milliseconds < 2 * MINUTE) {
    return `${seconds}s`;
  }
  if (milliseconds < 10 * MINUTE) {
    return pair(MINUTES, SECONDS);
  }
  if (milliseconds < 3 * HOUR) {
    return `${whole(MINUTE)}m`;
  }
  if (milliseconds < 8 * HOUR) {
    return pair(HOURS, MINUTES);
  }
  if (milliseconds < 2 * DAY) {
    return `${whole(HOUR)}h`;
  }
  if (milliseconds < 8 * DAY) {
    return pair(DAYS, HOURS);
  }
  if (milliseconds < 2 * YEAR) {
    return `${whole(DAY)}d`;
  }
  if (milliseconds < 8 * YEAR) {
    return pair(YEARS, DAYS);
  }
  return `${whole(YEAR)}y`;
}
