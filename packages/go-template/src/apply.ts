import { BUILT_IN, type BuiltIn } from './functions/built-in.ts';
import { quoted } from './quoted.ts';
import { fail, type Rendering, type TemplateFunction } from './rendering.ts';
import type { Place } from './tree.ts';
import { valueOf, type Value } from './value.ts';

const LAZY: Pick<BuiltIn, 'least' | 'most'> = { least: 1, most: Infinity };

/** Holds that a function gets as many arguments as it takes; those `written` are all `given` but one that was piped. */
export function holdCount(
  rendering: Rendering,
  name: string,
  { written, given }: { readonly written: number; readonly given: number },
): void {
  const { least, most } = name === 'and' || name === 'or' ? LAZY : functionOf(rendering, name);
  if (given >= least && given <= most) {
    return;
  }
  const wanted = most === Infinity ? `at least ${least} got ${written}` : `${least} got ${given}`;
  fail(rendering, `wrong number of args for ${name}: want ${wanted}`);
}

/** What a function makes of values. */
export function applied(
  rendering: Rendering,
  { name, whole, values }: { readonly name: string; readonly whole: Place; readonly values: readonly Value[] },
): Value {
  const { apply } = functionOf(rendering, name);
  try {
    return apply(values);
  } catch (error) {
    rendering.progress.at = whole;
    return fail(rendering, `error calling ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function functionOf(rendering: Rendering, name: string): BuiltIn {
  const own = rendering.functions.get(name);
  return own ? asBuiltIn(own) : (BUILT_IN.get(name) ?? fail(rendering, `${quoted(name)} is not a defined function`));
}

const asBuiltIn = (own: TemplateFunction): BuiltIn => ({
  least: own.length,
  most: own.length,
  apply: (values) => valueOf(own(...values)),
});
