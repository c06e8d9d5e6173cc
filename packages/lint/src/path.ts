/** The way from the root of an object to a field. */
export type Path = readonly (string | number)[];

/** A path as people write it: `spec.analysis.webhooks[0].url`. */
export const fieldOf = (path: Path): string =>
  path.reduce<string>((text, key) => {
    if (typeof key === 'number') {
      return `${text}[${key}]`;
    }
    if (!/^[\w-]+$/.test(key)) {
      return `${text}[${JSON.stringify(key)}]`;
    }
    return text === '' ? key : `${text}.${key}`;
  }, '');

/** The inverse of `fieldOf`. */
export const pathOf = (field: string): Path =>
  Array.from(field.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.[\]]+)/g), ([, index, quoted, name]) => {
    if (index !== undefined) {
      return Number(index);
    }
    return quoted === undefined ? (name ?? '') : String(JSON.parse(quoted));
  });

/** What is at the end of a path; undefined where it leads nowhere. */
export const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, key)?.value : undefined,
    root,
  );
