import { keyOf, NO_LABELS, withoutName, type Labels } from '../labels.ts';
import { aggregate } from './aggregate.ts';
import { between, betweenScalars, withScalar } from './binary.ts';
import { typeOf } from './check.ts';
import { bare, type Aggregation, type Binary, type Call, type Expression, type Subquery } from './expression.ts';
import { absentLabels } from './functions/absent.ts';
import { DATES } from './functions/dates.ts';
import { EACH } from './functions/each.ts';
import { histogramQuantile } from './functions/histogram.ts';
import { joinedLabels, replacedLabels } from './functions/labels.ts';
import { RANGE_FUNCTIONS, type RangeFunction } from './functions/range.ts';
import { VECTOR_FUNCTIONS } from './functions/vectors.ts';
import { failed } from './problem.ts';
import { momentOf, remembered, type Scope } from './scope.ts';
import { selected, selectedWindows } from './selected.ts';
import { distinct, mapped, same, type Vector, type Window } from './vector.ts';

/** The value of an expression whose type is a vector. Throws QueryProblem where there is none. */
export function vectorOf(expression: Expression, at: number, scope: Scope): Vector {
  switch (expression.kind) {
    case 'selector':
      return selected(expression, at, scope);
    case 'parenthesis':
      return vectorOf(expression.inner, at, scope);
    case 'unary':
      return expression.operator === '+'
        ? vectorOf(expression.inner, at, scope)
        : negated(expression, vectorOf(expression.inner, at, scope), scope);
    case 'binary':
      return distinct(binary(expression, at, scope));
    case 'aggregation':
      return distinct(aggregated(expression, at, scope));
    case 'call':
      return called(expression, at, scope);
    default:
      throw failed(`an expression of type ${typeOf(expression)} is no vector`);
  }
}

/** The value of an expression whose type is a scalar. */
export function scalarOf(expression: Expression, at: number, scope: Scope): number {
  switch (expression.kind) {
    case 'number':
      return expression.value;
    case 'parenthesis':
      return scalarOf(expression.inner, at, scope);
    case 'unary':
      return scalarOf(expression.inner, at, scope) * (expression.operator === '-' ? -1 : 1);
    case 'binary':
      return betweenScalars(
        expression.operator,
        scalarOf(expression.left, at, scope),
        scalarOf(expression.right, at, scope),
      );
    case 'call':
      return scalarCall(expression, at, scope);
    default:
      throw failed(`an expression of type ${typeOf(expression)} is no scalar`);
  }
}

function scalarCall({ name, arguments: [argument] }: Call, at: number, scope: Scope): number {
  if (name === 'time') {
    return at / 1000;
  }
  if (name === 'pi' || !argument) {
    return Math.PI;
  }
  const [first, ...others] = vectorOf(argument, at, scope);
  return first && others.length === 0 ? first.value : NaN;
}

/** The samples of a range selector or a subquery, series by series; a series without any is left out. */
export function windowsOf(expression: Expression, at: number, scope: Scope): readonly Window[] {
  const ranged = bare(expression);
  switch (ranged.kind) {
    case 'range':
      return selectedWindows(ranged, at, scope);
    case 'subquery':
      return subqueryWindows(ranged, at, scope);
    default:
      throw failed(`an expression of type ${typeOf(ranged)} is no range vector`);
  }
}

function subqueryWindows(subquery: Subquery, at: number, scope: Scope): readonly Window[] {
  const { range, step = scope.subqueryStep, inner } = subquery;
  const until = momentOf(subquery, at, scope);
  const from = until - range;
  const known = remembered(scope.memory.inner, subquery, () => new Map<number, Vector>());
  const found = new Map<string, { readonly labels: Labels; readonly times: number[]; readonly values: number[] }>();
  for (let time = Math.ceil(from / step) * step; time <= until; time += step) {
    for (const { labels, value } of remembered(known, time, () => vectorOf(inner, time, scope))) {
      const { times, values } = remembered(found, keyOf(labels), () => ({ labels, times: [], values: [] }));
      times.push(time);
      values.push(value);
    }
  }
  return Array.from(found.values(), (series) => ({ ...series, from, until, now: at }));
}

function negated(expression: Expression, vector: Vector, scope: Scope): Vector {
  for (const { labels } of vector) {
    own(expression, { from: labels, to: withoutName(labels) }, scope);
  }
  return mapped(vector, (value) => -value);
}

/** Over a whole query, no two series may become one by losing their names. */
function own(
  expression: Expression,
  { from, to }: { readonly from: Labels; readonly to: Labels },
  { memory }: Scope,
): void {
  const owner = remembered(
    remembered(memory.owners, expression, () => new Map<string, string>()),
    keyOf(to),
    () => keyOf(from),
  );
  if (owner !== keyOf(from)) {
    throw same();
  }
}

function binary({ left, right, operator, isBool, matching }: Binary, at: number, scope: Scope): Vector {
  const how = { operator, isBool, matching };
  if (typeOf(left) === 'scalar') {
    return withScalar(how, vectorOf(right, at, scope), { scalar: scalarOf(left, at, scope), isLeft: true });
  }
  if (typeOf(right) === 'scalar') {
    return withScalar(how, vectorOf(left, at, scope), { scalar: scalarOf(right, at, scope), isLeft: false });
  }
  return between(how, vectorOf(left, at, scope), vectorOf(right, at, scope));
}

function aggregated({ operator, grouping, parameter, inner }: Aggregation, at: number, scope: Scope): Vector {
  const given = parameter && (typeOf(parameter) === 'string' ? textOf(parameter) : scalarOf(parameter, at, scope));
  return aggregate({ operator, grouping, parameter: given }, vectorOf(inner, at, scope));
}

/** The text of an expression whose type is a string. */
export function textOf(expression: Expression): string {
  const text = bare(expression);
  return text.kind === 'string' ? text.value : '';
}

function called(call: Call, at: number, scope: Scope): Vector {
  const range = RANGE_FUNCTIONS.get(call.name);
  if (range) {
    return overRange(call, range, { at, scope });
  }
  return distinct(plain(call, at, scope));
}

function overRange(
  call: Call,
  range: RangeFunction,
  { at, scope }: { readonly at: number; readonly scope: Scope },
): Vector {
  const isMatrix = (argument: Expression): boolean => typeOf(argument) === 'matrix';
  const parameter = call.arguments.find((argument) => !isMatrix(argument));
  const given = parameter ? scalarOf(parameter, at, scope) : NaN;
  return call.arguments
    .filter(isMatrix)
    .flatMap((argument) => windowsOf(argument, at, scope))
    .flatMap((window) => {
      const value = range(window, given);
      if (value === undefined) {
        return [];
      }
      const labels = call.name === 'last_over_time' ? window.labels : withoutName(window.labels);
      own(call, { from: window.labels, to: labels }, scope);
      return [{ labels, value }];
    });
}

function plain(call: Call, at: number, scope: Scope): Vector {
  const { name, arguments: given } = call;
  const vector = (): Vector =>
    given.filter((argument) => typeOf(argument) === 'vector').flatMap((argument) => vectorOf(argument, at, scope));
  const scalars = (): readonly number[] =>
    given.filter((argument) => typeOf(argument) === 'scalar').map((argument) => scalarOf(argument, at, scope));
  const texts = (): readonly string[] => given.filter((argument) => typeOf(argument) === 'string').map(textOf);
  switch (name) {
    case 'vector':
      return scalars().map((value) => ({ labels: NO_LABELS, value }));
    case 'absent':
      return vector().length > 0 ? [] : given.map((argument) => ({ labels: absentLabels(argument), value: 1 }));
    case 'absent_over_time':
      return given.flatMap((argument) =>
        windowsOf(argument, at, scope).length > 0 ? [] : [{ labels: absentLabels(argument), value: 1 }],
      );
    case 'timestamp':
      return timestamps(given, at, scope);
    case 'histogram_quantile':
      return histogramQuantile(scalars()[0] ?? NaN, vector());
    case 'label_replace':
      return replacedLabels(vector(), texts());
    case 'label_join':
      return joinedLabels(vector(), texts());
    default:
      return computed(
        name,
        given.length === 0 ? [{ labels: NO_LABELS, value: Math.floor(at / 1000) }] : vector(),
        scalars(),
      );
  }
}

/** When the samples of a selector were taken; other vectors are of the present. */
function timestamps(given: readonly Expression[], at: number, scope: Scope): Vector {
  return given.map(bare).flatMap((argument) => {
    if (argument.kind !== 'selector') {
      return mapped(vectorOf(argument, at, scope), () => at / 1000);
    }
    return selected(argument, at, scope).map(({ labels, time }) => ({
      labels: withoutName(labels),
      value: time / 1000,
    }));
  });
}

function computed(name: string, vector: Vector, parameters: readonly number[]): Vector {
  const each = EACH.get(name) ?? DATES.get(name);
  if (each) {
    return mapped(vector, each);
  }
  return VECTOR_FUNCTIONS.get(name)?.(vector, parameters) ?? vector;
}
