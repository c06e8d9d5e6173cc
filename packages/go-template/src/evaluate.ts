import { applied, holdCount } from './apply.ts';
import { attempt, costOf, deeper, fail, spend, type Rendering, type Variable } from './rendering.ts';
import type { Command, Operand, Pipeline, Place } from './tree.ts';
import { entryOf, isEntries, isTrue, typeOf, type Value } from './value.ts';

/** The value of a pipeline; puts it into the variables that it declares or assigns. */
export function pipelineValue(rendering: Rendering, pipeline: Pipeline): Value {
  rendering.progress.at = pipeline;
  const value = deeper(rendering, () => commandsValue(rendering, pipeline.commands));
  for (const name of pipeline.variables) {
    if (pipeline.assigns) {
      assign(rendering, name, value);
    } else {
      rendering.variables.push({ name, value });
    }
  }
  return value;
}

/** Gives a new value to the variable of that name that was declared last. */
export function assign(rendering: Rendering, name: string, value: Value): void {
  variableOf(rendering, name).value = value;
}

function variableOf(rendering: Rendering, wanted: string): Variable {
  spend(rendering, Math.floor(rendering.variables.length / 64));
  return (
    rendering.variables.findLast(({ name }) => name === wanted) ?? fail(rendering, `undefined variable: ${wanted}`)
  );
}

function commandsValue(rendering: Rendering, commands: readonly Command[]): Value {
  let piped: readonly Value[] = [];
  for (const command of commands) {
    spend(rendering, 1);
    piped = [commandValue(rendering, command, piped)];
  }
  return piped[0];
}

/** What is piped into a command is its last argument. */
function commandValue(rendering: Rendering, command: Command, piped: readonly Value[]): Value {
  const { first, rest } = command;
  switch (first.kind) {
    case 'call':
      return callValue(rendering, { name: first.name, at: first, whole: command, rest, piped });
    case 'field':
    case 'chain':
      return fieldValue(rendering, first, rest.length > 0 || piped.length > 0);
    case 'variable':
      if (first.names.length > 0) {
        return fieldValue(rendering, first, rest.length > 0 || piped.length > 0);
      }
      break;
    case 'nil':
      rendering.progress.at = first;
      return fail(rendering, 'nil is not a command');
    default:
      break;
  }
  if (first.kind !== 'pipeline') {
    rendering.progress.at = first;
  }
  if (rest.length > 0 || piped.length > 0) {
    return fail(rendering, `can't give argument to non-function ${first.text}`);
  }
  return operandValue(rendering, first);
}

function operandValue(rendering: Rendering, operand: Operand): Value {
  rendering.progress.at = operand;
  switch (operand.kind) {
    case 'constant':
      return operand.value;
    case 'nil':
      return undefined;
    case 'dot':
      return rendering.dot;
    case 'pipeline':
      return pipelineValue(rendering, operand);
    case 'call':
      return callValue(rendering, { name: operand.name, at: operand, whole: operand, rest: [], piped: [] });
    default:
      return operand.kind === 'variable' && operand.names.length === 0
        ? variableOf(rendering, operand.name).value
        : fieldValue(rendering, operand, false);
  }
}

type WithFields = Extract<Operand, { readonly names: readonly string[] }>;

function fieldValue(rendering: Rendering, operand: WithFields, hasArguments: boolean): Value {
  rendering.progress.at = operand;
  return operand.names.reduce(
    (owner, name, index) => {
      const isLast = index === operand.names.length - 1;
      return oneField(rendering, { owner, name, hasArguments: isLast && hasArguments });
    },
    ownerOf(rendering, operand),
  );
}

function ownerOf(rendering: Rendering, operand: WithFields): Value {
  switch (operand.kind) {
    case 'field':
      return rendering.dot;
    case 'variable':
      return variableOf(rendering, operand.name).value;
    case 'chain':
      return operand.of.kind === 'nil'
        ? fail(rendering, `indirection through explicit nil in ${operand.text}`)
        : operandValue(rendering, operand.of);
  }
}

interface Field {
  readonly owner: Value;
  readonly name: string;
  readonly hasArguments: boolean;
}

/** Go's option missingkey=error: what a map does not have is wrong. */
function oneField(rendering: Rendering, { owner, name, hasArguments }: Field): Value {
  if (owner === undefined) {
    return fail(rendering, `nil data; no entry for key "${name}"`);
  }
  if (!isEntries(owner)) {
    return fail(rendering, `can't evaluate field ${name} in type ${typeOf(owner)}`);
  }
  if (hasArguments) {
    return fail(rendering, `${name} is not a method but has arguments`);
  }
  const entry = attempt(rendering, () => entryOf(owner, name));
  return entry ? entry.value : fail(rendering, `map has no entry for key "${name}"`);
}

/** A function and what it is given; `whole` is what is told when it fails. */
interface Call {
  readonly name: string;
  readonly at: Place;
  readonly whole: Place;
  readonly rest: readonly Operand[];
  readonly piped: readonly Value[];
}

function callValue(rendering: Rendering, { name, at, whole, rest, piped }: Call): Value {
  rendering.progress.at = at;
  holdCount(rendering, name, { written: rest.length, given: rest.length + piped.length });
  if (name === 'and' || name === 'or') {
    return firstThatDecides(rendering, { rest, piped, decides: name === 'or' });
  }
  const values = rest.map((operand, index) =>
    name === 'printf' && index === 0 ? formatValue(rendering, operand) : operandValue(rendering, operand),
  );
  const all = [...values, ...piped];
  if (name === 'printf') {
    holdFormat(rendering, all[0]);
  }
  spend(rendering, costOf(all));
  const result = applied(rendering, { name, whole, values: all });
  spend(rendering, costOf([result]));
  return result;
}

/** What comes behind the argument that decides is not looked at. */
function firstThatDecides(
  rendering: Rendering,
  { rest, piped, decides }: Pick<Call, 'rest' | 'piped'> & { readonly decides: boolean },
): Value {
  let value: Value;
  for (const operand of rest) {
    value = operandValue(rendering, operand);
    if (isTrue(value) === decides) {
      return value;
    }
  }
  return piped.length > 0 ? piped[0] : value;
}

function formatValue(rendering: Rendering, operand: Operand): Value {
  rendering.progress.at = operand;
  if (operand.kind === 'constant' && typeof operand.value !== 'string') {
    return fail(rendering, `expected string; found ${operand.text}`);
  }
  return operand.kind === 'nil' ? fail(rendering, 'cannot assign nil to string') : operandValue(rendering, operand);
}

function holdFormat(rendering: Rendering, format: Value): void {
  if (format === undefined) {
    fail(rendering, 'invalid value; expected string');
  }
  if (typeof format !== 'string') {
    fail(rendering, `wrong type for value; expected string; got ${typeOf(format)}`);
  }
}
