/**
 * Whether one resourceVersion of an object is newer than another. They are compared as the integers that they are;
 * where a server uses something else, any other value counts as newer, since nothing better can be known.
 */
export function isNewer(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined || one === other) {
    return one !== other;
  }
  if (!isInteger(one) || !isInteger(other)) {
    return true;
  }
  return one.length === other.length ? one > other : one.length > other.length;
}

/** Whether a server went back: both are integers, and the first is below the second. */
export const isBelow = (one: string, other: string | undefined): boolean =>
  other !== undefined && isInteger(one) && isInteger(other) && isNewer(other, one);

const isInteger = (value: string): boolean => /^(0|[1-9]\d*)$/.test(value);
