import { CallProblem } from './call-problem.ts';
import { plain } from './format/value.ts';
import { DEEPEST, LONGEST, STEPS } from './limits.ts';
import { positionOf, shortened, TemplateError } from './template-error.ts';
import type { Bodies, Place } from './tree.ts';
import { isList, keysOf, type Data, type Value } from './value.ts';

/** A function that templates may call, with exactly as many arguments as it declares. */
export type TemplateFunction = (...values: readonly Data[]) => Data;

/** What is known while a template is rendered. */
export interface Rendering {
  readonly name: string;
  readonly source: string;
  readonly bodies: Bodies;
  readonly functions: ReadonlyMap<string, TemplateFunction>;
  /** The body that is rendered. */
  readonly body: string;
  /** What `.` stands for. */
  readonly dot: Value;
  readonly variables: Variable[];
  readonly progress: Progress;
}

/** A variable in sight. */
export interface Variable {
  readonly name: string;
  value: Value;
}

/** What all bodies of one rendering share. */
export interface Progress {
  readonly pieces: string[];
  length: number;
  steps: number;
  depth: number;
  /** What is evaluated: what is wrong, is wrong there. */
  at: Place;
}

/** The progress of a rendering that begins. */
export const beginning = (): Progress => ({ pieces: [], length: 0, steps: STEPS, depth: 0, at: { at: 0, text: '' } });

/** Throws what is wrong, at what is evaluated. */
export function fail({ name, source, body, progress }: Rendering, problem: string): never {
  const { at, text } = progress.at;
  const position = positionOf({ source, at });
  const message = `template: ${name}:${position.line}:${position.column}: executing "${body}" at <${shortened(text)}>: ${shortened(problem)}`;
  throw new TemplateError(message, 'executing', position);
}

/** Puts a text behind what was rendered. */
export function put(rendering: Rendering, text: string): void {
  const { progress } = rendering;
  progress.length += text.length;
  if (progress.length > LONGEST) {
    fail(rendering, `the result is too long: ${LONGEST} characters are allowed`);
  }
  progress.pieces.push(text);
}

/** Puts a value behind what was rendered. */
export function putValue(rendering: Rendering, value: Value): void {
  put(rendering, value === undefined ? '<no value>' : attempt(rendering, () => plain(value)));
}

/** Counts work, so that a rendering ends. */
export function spend(rendering: Rendering, steps: number): void {
  rendering.progress.steps -= steps;
  if (rendering.progress.steps < 0) {
    fail(rendering, `the template takes too long: ${STEPS} steps are allowed`);
  }
}

/** What going over some values costs. */
export const costOf = (values: readonly Value[]): number =>
  values.reduce<number>((sum, value) => sum + Math.ceil(sizeOf(value) / 64), 1);

function sizeOf(value: Value): number {
  if (typeof value === 'object') {
    return isList(value) ? value.length : keysOf(value).length;
  }
  return typeof value === 'string' ? value.length : 0;
}

/** Goes into a body, a pipeline or a template, which must not go on for ever. */
export function deeper<Result>(rendering: Rendering, evaluate: () => Result): Result {
  const { progress } = rendering;
  if (progress.depth >= DEEPEST) {
    fail(rendering, `exceeded maximum template depth (${DEEPEST})`);
  }
  progress.depth += 1;
  const result = evaluate();
  progress.depth -= 1;
  return result;
}

/** What a function gives, with the place where it cannot. */
export function attempt<Result>(rendering: Rendering, evaluate: () => Result): Result {
  try {
    return evaluate();
  } catch (error) {
    if (error instanceof CallProblem) {
      return fail(rendering, error.message);
    }
    throw error;
  }
}
