/** The entries of a map, by their names. */
export const sorted = <T>(map: Readonly<Record<string, T>>): readonly (readonly [name: string, T])[] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
