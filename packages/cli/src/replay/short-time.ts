/** A time of ISO 8601 as people are told it: without fractions of seconds. */
export const shortTime = (time: string): string => time.replace(/\.\d+Z$/, 'Z');
