const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** How long ago a time is, as kubectl shows ages; `<unknown>` without one. */
export function age(time: string | undefined, now: number): string {
  const then = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(then) ? '<unknown>' : shortDuration(now - then);
}

/** A duration with two units at most, the coarser the longer it is: `90s`, `5m10s`, `3h25m`, `2d`, `1y30d`. */
export function shortDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / SECOND);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  const [whole, left] = [(unit: number) => Math.trunc(milliseconds / unit), (large: number, unit: number) => Math.trunc((milliseconds % large) / unit)];
  const pair = (large: number, a: string, small: number, b: string): string => `${whole(large)}${a}${left(large, small) === 0 ? '' : `${left(large, small)}${b}`}`;
  if (milliseconds < 2 * MINUTE) return `${seconds}s`;
  if (milliseconds < 10 * MINUTE) return pair(MINUTE, 'm', SECOND, 's');
  if (milliseconds < 3 * HOUR) return `${whole(MINUTE)}m`;
  if (milliseconds < 8 * HOUR) return pair(HOUR, 'h', MINUTE, 'm');
  if (milliseconds < 2 * DAY) return `${whole(HOUR)}h`;
  if (milliseconds < 8 * DAY) return pair(DAY, 'd', HOUR, 'h');
  if (milliseconds < 2 * YEAR) return `${whole(DAY)}d`;
  if (milliseconds < 8 * YEAR) return pair(YEAR, 'y', DAY, 'd');
  return `${whole(YEAR)}y`;
}
