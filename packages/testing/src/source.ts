/** A file of ours. */
export interface Source {
  /** From the root, e.g. `packages/engine/src/decide.ts`. */
  readonly path: string;
  readonly text: string;
}

/** What a module imports and exports from, and what it imports while running. */
export function importsOf(text: string): readonly string[] {
  const statement =
    /(?:^|[\n;])\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s*)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return Array.from(withoutComments(text).matchAll(statement), ([, fixed, lazy]) => fixed ?? lazy ?? '');
}

/** A source without its comments. */
export const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*/g, '$1');

/** A source with all its texts empty. */
export const withoutTexts = (text: string): string => text.replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"/g, "''");
