/** What an API server keeps of a status where its CRD knows some fields not, such as `analysis` or `analysis.since`. */
export function pruned<T extends object>(status: T, unknownFields: readonly string[]): T {
  const kept = Object.entries(status).filter(([name]) => !unknownFields.includes(name));
  const entries = kept.map(([name, value]: [string, unknown]) => {
    const inside = unknownFields
      .filter((path) => path.startsWith(`${name}.`))
      .map((path) => path.slice(name.length + 1));
    return [name, typeof value === 'object' && value !== null && inside.length > 0 ? pruned(value, inside) : value];
  });
  return Object.fromEntries(entries) as T;
}
