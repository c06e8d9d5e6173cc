import { isList, isObject, type Json, word } from '../json.ts';

type Step =
  | { readonly field: string }
  | { readonly index: number }
  | { readonly every: true }
  | { readonly key: string; readonly value: string };

const TOKEN =
  /\.((?:\\.|[^.[\]*\\])+)|\[(-?\d+)\]|\[\*\]|\.\*|\[\?\(@\.([^=\s]+)\s*==\s*["']?([^"')]*)["']?\)\]|\['([^']+)'\]|\["([^"]+)"\]/y;

/**
 * Reads what a CRD's `jsonPath` points to, e.g. `.status.conditions[?(@.type=="Ready")].status`; nothing for paths it
 * cannot read.
 */
export function jsonPath(path: string): (value: Json) => readonly Json[] {
  const steps = parsed(path);
  return (value) =>
    steps === undefined
      ? []
      : steps.reduce<readonly Json[]>((found, step) => found.flatMap((each) => taken(step, each)), [value]);
}

function parsed(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const text = path.startsWith('.') || path.startsWith('[') ? path : `.${path}`;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const [all, field, index, key, value, quoted, double] = TOKEN.exec(text) ?? [];
    if (all === undefined) {
      return undefined;
    }
    const name = field?.replaceAll(/\\(.)/g, '$1') ?? quoted ?? double;
    if (name !== undefined) {
      steps.push({ field: name });
    } else if (index !== undefined) {
      steps.push({ index: Number(index) });
    } else if (key !== undefined) {
      steps.push({ key, value: value ?? '' });
    } else {
      steps.push({ every: true });
    }
  }
  return steps;
}

function taken(step: Step, value: Json): readonly Json[] {
  if ('field' in step) {
    return isObject(value) && value[step.field] !== undefined ? [value[step.field] ?? null] : [];
  }
  if ('index' in step) {
    return isList(value) ? value.slice(step.index, step.index === -1 ? undefined : step.index + 1) : [];
  }
  if ('every' in step) {
    return isList(value) ? value : isObject(value) ? Object.values(value) : [];
  }
  return isList(value) ? value.filter((item) => isObject(item) && word(item[step.key]) === step.value) : [];
}
