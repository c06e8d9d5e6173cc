const DAY = 86_400_000;

const part =
  (read: (date: Date) => number) =>
  (seconds: number): number =>
    read(new Date(Math.trunc(seconds) * 1000));

/** The functions that read a value as seconds since 1970 (UTC), by name. */
export const DATES: ReadonlyMap<string, (seconds: number) => number> = new Map([
  ['minute', part((date) => date.getUTCMinutes())],
  ['hour', part((date) => date.getUTCHours())],
  ['day_of_week', part((date) => date.getUTCDay())],
  ['day_of_month', part((date) => date.getUTCDate())],
  ['day_of_year', part((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1)],
  ['days_in_month', part((date) => new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate())],
  ['month', part((date) => date.getUTCMonth() + 1)],
  ['year', part((date) => date.getUTCFullYear())],
]);
