import { isJsonObject, type JsonObject } from '@flagger/api';
import { objectOf, objectsIn, textAt } from '../repository.ts';

/** What a chart does without any value given. */
export const defaultsOf = (chart: string): JsonObject =>
  objectOf(objectsIn(textAt(`charts/${chart}/values.yaml`))[0]);

/** The path of every value; what an object without fields of its own holds is left to who sets it. */
export const pathsIn = (values: unknown, above: readonly string[] = []): readonly (readonly string[])[] =>
  isJsonObject(values) && Object.keys(values).length > 0
    ? Object.entries(values).flatMap(([name, value]) => pathsIn(value, [...above, name]))
    : [above];

/** Values from paths such as `slack.url`. */
export const valuesOf = (entries: Readonly<Record<string, unknown>>): JsonObject =>
  Object.entries(entries).reduce<JsonObject>((values, [path, value]) => put(values, path.split('.'), value), {});

function put(values: JsonObject, [name = '', ...rest]: readonly string[], value: unknown): JsonObject {
  if (rest.length === 0) {
    return { ...values, [name]: value };
  }
  const inner = values[name];
  return { ...values, [name]: put(isJsonObject(inner) ? inner : {}, rest, value) };
}

/** That a value does what it says: with it, and what else it needs, the chart holds a text that it does not hold without. */
export interface Effect {
  readonly path: string;
  readonly value: unknown;
  readonly shows: string;
  readonly needs?: Readonly<Record<string, unknown>>;
}

/** The effects of values that need the same others. */
export const effects = (
  needs: Readonly<Record<string, unknown>>,
  ...rows: readonly (readonly [path: string, value: unknown, shows: string])[]
): readonly Effect[] => rows.map(([path, value, shows]) => ({ path, value, shows, needs }));

/** How every value of a chart is tried. */
export interface Tried {
  readonly effects: readonly Effect[];
  /** With these a text is missing that is there without. */
  readonly removals: readonly Effect[];
  /** Accepted from Flagger's values, and without effect: NOTES.txt says so. */
  readonly withoutEffect: readonly string[];
  /** What is handed on as a whole: its fields are Kubernetes', not ours. */
  readonly asOne: readonly string[];
}
