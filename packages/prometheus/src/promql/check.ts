import {
  among,
  COMPARISONS,
  SET_OPERATORS,
  type Aggregation,
  type Binary,
  type Call,
  type Expression,
} from './expression.ts';
import { wrong } from './problem.ts';
import { SIGNATURES, typeName, type Signature, type Type } from './signatures.ts';

/** What an expression gives. */
export function typeOf(expression: Expression): Type {
  switch (expression.kind) {
    case 'number':
      return 'scalar';
    case 'string':
      return 'string';
    case 'selector':
    case 'aggregation':
      return 'vector';
    case 'range':
    case 'subquery':
      return 'matrix';
    case 'call':
      return SIGNATURES.get(expression.name)?.gives ?? 'vector';
    case 'binary':
      return typeOf(expression.left) === 'scalar' && typeOf(expression.right) === 'scalar' ? 'scalar' : 'vector';
    case 'unary':
    case 'parenthesis':
      return typeOf(expression.inner);
  }
}

/** Throws where the parts of an expression do not go together. */
export function check(expression: Expression): void {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'range':
      return;
    case 'selector':
      if (expression.matchers.every(({ matches }) => matches(''))) {
        throw wrong(expression.at, 'vector selector must contain at least one non-empty matcher');
      }
      return;
    case 'subquery':
      check(expression.inner);
      if (typeOf(expression.inner) !== 'vector') {
        throw wrong(
          expression.at,
          `subquery is only allowed on instant vector, got ${typeOf(expression.inner)} instead`,
        );
      }
      return;
    case 'call':
      return checkCall(expression);
    case 'aggregation':
      return checkAggregation(expression);
    case 'binary':
      return checkBinary(expression);
    case 'unary':
      check(expression.inner);
      if (!isNumeric(expression.inner)) {
        throw wrong(
          expression.at,
          `unary expression only allowed on expressions of type scalar or instant vector, got "${typeName(typeOf(expression.inner))}"`,
        );
      }
      return;
    case 'parenthesis':
      return check(expression.inner);
  }
}

const isNumeric = (expression: Expression): boolean => ['scalar', 'vector'].includes(typeOf(expression));

function expect(expression: Expression, type: Type, place: string): void {
  check(expression);
  if (typeOf(expression) !== type) {
    throw wrong(expression.at, `expected type ${typeName(type)} in ${place}, got ${typeName(typeOf(expression))}`);
  }
}

function checkCall({ at, name, arguments: given }: Call): void {
  const signature = SIGNATURES.get(name);
  if (!signature) {
    throw wrong(at, `unknown function with name "${name}"`);
  }
  const wrongCount = countProblem(signature, given.length);
  if (wrongCount !== undefined) {
    throw wrong(at, `expected ${wrongCount} argument(s) in call to "${name}", got ${given.length}`);
  }
  given.forEach((argument, index) => {
    expect(argument, signature.takes[index] ?? 'string', `call to function "${name}"`);
  });
}

function countProblem({ takes, optional, more }: Signature, count: number): string | undefined {
  if (!optional && !more) {
    return count === takes.length ? undefined : `${takes.length}`;
  }
  if (count < takes.length - 1) {
    return `at least ${takes.length - 1}`;
  }
  return !more && count > takes.length ? `at most ${takes.length}` : undefined;
}

function checkAggregation({ operator, parameter, inner }: Aggregation): void {
  expect(inner, 'vector', 'aggregation expression');
  if (parameter) {
    expect(parameter, operator === 'count_values' ? 'string' : 'scalar', 'aggregation parameter');
  }
}

function checkBinary(binary: Binary): void {
  const { operator, operatorAt, isBool, left, right } = binary;
  check(left);
  check(right);
  const isComparison = among(COMPARISONS, operator) !== undefined;
  if (isBool && !isComparison) {
    throw wrong(operatorAt, 'bool modifier can only be used on comparison operators');
  }
  if (isComparison && !isBool && typeOf(binary) === 'scalar') {
    throw wrong(operatorAt, 'comparisons between scalars must use BOOL modifier');
  }
  checkMatching(binary);
}

function checkMatching({ at, operator, operatorAt, matching, left, right }: Binary): void {
  const isSet = among(SET_OPERATORS, operator) !== undefined;
  const hasScalar = [typeOf(left), typeOf(right)].includes('scalar');
  const both = matching.isOn ? matching.labels.find((label) => matching.included.includes(label)) : undefined;
  if (both !== undefined) {
    throw wrong(operatorAt, `label "${both}" must not occur in ON and GROUP clause at once`);
  }
  for (const side of [left, right]) {
    if (!isNumeric(side)) {
      throw wrong(side.at, 'binary expression must contain only scalar and instant vector types');
    }
  }
  if (hasScalar && matching.labels.length > 0) {
    throw wrong(at, 'vector matching only allowed between instant vectors');
  }
  if (hasScalar && isSet) {
    throw wrong(at, `set operator "${operator}" not allowed in binary scalar expression`);
  }
  if (isSet && matching.many) {
    throw wrong(at, `no grouping allowed for "${operator}" operation`);
  }
}
