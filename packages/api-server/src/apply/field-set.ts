import { isObject, isString, type Json, type JsonObject, parseJson } from '../json.ts';

/**
 * Steps from an object to one of its fields: `f:<name>`, `k:<keys of a list's item>` or `v:<item of a set>`, as in
 * managedFields.
 */
export type FieldPath = readonly string[];

/** Fields of an object, each as the JSON text of its path. */
export type FieldSet = ReadonlySet<string>;

const SELF = '.';

export const fieldSet = (paths: readonly FieldPath[]): FieldSet => new Set(paths.map((path) => JSON.stringify(path)));

export function pathsOf(set: FieldSet): readonly FieldPath[] {
  return [...set].map((text) => {
    const path = parseJson(text);
    return Array.isArray(path) ? path.filter(isString) : [];
  });
}

/** The set as `fieldsV1`: one tree, in which `.` stands for a field that has others below it. */
export function fieldsV1(set: FieldSet): JsonObject {
  const root: Branch = { steps: new Map() };
  for (const path of pathsOf(set)) {
    const end = path.reduce<Branch>((branch, step) => {
      const next = branch.steps.get(step) ?? { steps: new Map() };
      branch.steps.set(step, next);
      return next;
    }, root);
    end.steps.set(SELF, { steps: new Map() });
  }
  return treeOf(root);
}

/** A tree by steps. */
interface Branch {
  readonly steps: Map<string, Branch>;
}

function treeOf({ steps }: Branch): JsonObject {
  const isLeaf = steps.size === 1 && steps.has(SELF);
  const entries = isLeaf ? [] : [...steps].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([step, next]) => [step, treeOf(next)]));
}

/** The inverse of {@link fieldsV1}. */
export function fieldSetOf(tree: Json): FieldSet {
  const paths: FieldPath[] = [];
  const visit = (node: Json, path: FieldPath): void => {
    const steps = Object.entries(isObject(node) ? node : {});
    if (steps.length === 0 && path.length > 0) {
      paths.push(path);
    }
    for (const [step, next] of steps) {
      if (step === SELF) {
        paths.push(path);
      } else {
        visit(next, [...path, step]);
      }
    }
  };
  visit(tree, []);
  return fieldSet(paths);
}

/** A field as people read it: `.spec.containers[name="a"].image`. */
export function shownField(path: FieldPath): string {
  return path.map((step) => (step.startsWith('f:') ? `.${step.slice(2)}` : `[${shownItem(step)}]`)).join('');
}

function shownItem(step: string): string {
  const value = parseJson(step.slice(2));
  if (step.startsWith('v:') || !isObject(value)) {
    return `=${JSON.stringify(value)}`;
  }
  return Object.entries(value)
    .map(([key, each]) => `${key}=${JSON.stringify(each)}`)
    .join(',');
}
