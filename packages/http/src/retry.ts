const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Whether the same request may be answered later: too many requests, or an error of the server other than 501. */
export const isBusy = (status: number): boolean => status === 429 || (status >= 500 && status !== 501);

/**
 * How long to wait after an attempt: 1 s, 2 s, 4 s …, shortened by up to a half by chance, so that many do not come back at
 * once, or as long as the server asks; never more than half a minute.
 */
export const pauseMs = (attempt: number, askedMs?: number, chance = 0): number =>
  Math.min(LONGEST_PAUSE_MS, askedMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1) * (1 - chance / 2));

/**
 * How long a server asks to be left alone. A date counts from the time that the server says it is; without that it is
 * left aside, since its clock may not be ours.
 */
export function retryAfterMs(after: unknown, date: unknown): number | undefined {
  if (typeof after !== 'string') {
    return undefined;
  }
  if (/^\d+$/.test(after)) {
    return Number(after) * 1000;
  }
  const ms = Date.parse(after) - Date.parse(typeof date === 'string' ? date : '');
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}
