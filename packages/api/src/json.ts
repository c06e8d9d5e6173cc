/** An object of JSON: a map of names to values. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Whether a value is an object of JSON, no list and not null. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A copy as it comes off the wire: nothing in it is undefined. */
export function plainJson(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plainJson);
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const copy: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (field !== undefined) {
      copy[key] = plainJson(field);
    }
  }
  return copy;
}

/** Whether two values are the same JSON; undefined fields count as absent. */
export function isSameJson(one: unknown, other: unknown): boolean {
  if (one === other) {
    return true;
  }
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, at) => isSameJson(item, other[at]));
  }
  if (!isJsonObject(one) || !isJsonObject(other)) {
    return false;
  }
  const keys = Object.keys(one).filter((key) => one[key] !== undefined);
  return (
    keys.length === Object.keys(other).filter((key) => other[key] !== undefined).length
    && keys.every((key) => isSameJson(one[key], other[key]))
  );
}
