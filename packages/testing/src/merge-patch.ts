/** JSON merge patch (RFC 7386): null removes a field, an object is merged, anything else replaces. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) {
    return patch;
  }
  const fields = isObject(target) ? target : {};
  const kept = Object.entries(fields).filter(([key]) => patch[key] === undefined);
  const set = Object.entries(patch).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries([...kept, ...set.map(([key, value]) => [key, mergePatch(fields[key], value)])]);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
