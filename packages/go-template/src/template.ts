import { BUILT_IN_NAMES } from './functions/built-in.ts';
import { LONGEST } from './limits.ts';
import { parse } from './parse.ts';
import { renderAll } from './render.ts';
import { attempt, beginning, type Rendering, type TemplateFunction } from './rendering.ts';
import { TemplateError } from './template-error.ts';
import { valueOf, type Data } from './value.ts';

/** What a template is called in errors, and which functions it may call beside Go's own. */
export interface TemplateOptions {
  readonly name: string;
  readonly functions?: readonly string[];
}

/** What a template is rendered with: what its `.` and its functions are. */
export interface Values {
  readonly data?: Data;
  readonly functions?: Readonly<Record<string, TemplateFunction>>;
}

/** A template that was read; it can be rendered as often as one likes. */
export interface Template {
  /** Throws TemplateError. */
  readonly render: (values?: Values) => string;
}

/** Reads the text of a template. Throws TemplateError where it is wrong. */
export function parseTemplate(source: string, { name, functions = [] }: TemplateOptions): Template {
  if (source.length > LONGEST) {
    const problem = `the text is too long: ${LONGEST} characters are allowed`;
    throw new TemplateError(`template: ${name}:1:0: ${problem}`, 'parsing', { line: 1, column: 0 });
  }
  const bodies = parse({ name, source, functions: new Set([...BUILT_IN_NAMES, ...functions]) });
  return { render: (values = {}) => rendered({ name, source, bodies, body: name }, values) };
}

function rendered(template: Pick<Rendering, 'name' | 'source' | 'bodies' | 'body'>, values: Values): string {
  const functions = new Map(Object.entries(values.functions ?? {}));
  const empty: Rendering = { ...template, functions, dot: undefined, variables: [], progress: beginning() };
  const dot = attempt(empty, () => valueOf(values.data));
  renderAll({ ...empty, dot, variables: [{ name: '$', value: dot }] }, template.bodies.get(template.name) ?? []);
  return empty.progress.pieces.join('');
}
