const SECONDS = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(.*)$/s;
const ZONE = /^(Z|[+-]\d\d:\d\d)$/;

/** Layouts as Go writes them in its errors. */
const LAYOUT = { time: '2006-01-02T15:04:05Z07:00', microtime: '2006-01-02T15:04:05.000000Z07:00' };

/**
 * A time as the server writes it, in UTC: with whole seconds (`time`), or with microseconds (`microtime`), which must
 * come with exactly six digits.
 */
export function canonicalTime(
  text: string,
  format: keyof typeof LAYOUT,
): { readonly time: string } | { readonly problem: string } {
  const fail = (rest: string, element: string): { readonly problem: string } => ({
    problem: `parsing time ${JSON.stringify(text)} as "${LAYOUT[format]}": cannot parse ${JSON.stringify(rest)} as "${element}"`,
  });
  const [, , , , , , , rest] = SECONDS.exec(text) ?? [];
  if (rest === undefined) {
    return fail(text, '2006');
  }
  if (format === 'microtime' && !/^\.\d{6}/.test(rest)) {
    return fail(rest, '.000000');
  }
  const zone = format === 'microtime' ? rest.slice(7) : rest.replace(/^[.,]\d+/, '');
  if (!ZONE.test(zone)) {
    return fail(zone, 'Z07:00');
  }
  const milliseconds = Date.parse(`${text.slice(0, 19)}${zone}`);
  if (Number.isNaN(milliseconds)) {
    return { problem: `parsing time ${JSON.stringify(text)}: out of range` };
  }
  const seconds = new Date(milliseconds).toISOString().slice(0, 19);
  return { time: format === 'microtime' ? `${seconds}${rest.slice(0, 7)}Z` : `${seconds}Z` };
}

/** Milliseconds since the epoch as the server writes times. */
export const timestamp = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
