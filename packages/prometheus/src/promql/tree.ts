import type { SyntaxNode } from '@lezer/common';
import { NAME } from '../labels.ts';
import { matcher, type Matcher, type MatchOperator } from '../matcher.ts';
import { Re2Problem } from '../re2.ts';
import { aggregation } from './aggregation-tree.ts';
import { among, type Call, type Expression, type Selector } from './expression.ts';
import { duration, number, string } from './literals.ts';
import { fixed, offset, ranged } from './modifiers.ts';
import { operators } from './operators.ts';
import { unsupported, wrong } from './problem.ts';
import { parts, type Reader } from './reader.ts';
import { SIGNATURES } from './signatures.ts';

/** The expression of a node of the grammar's tree. Throws Misplaced. */
export function expressionOf(node: SyntaxNode, query: string): Expression {
  const reader: Reader = {
    text: ({ from, to }) => query.slice(from, to),
    expression: (part) => expressionOf(part, query),
  };
  return operators(node, {
    reader,
    primary: (part) => primary(part, reader),
    behind: (part, operand) => behind(part, operand, reader),
  });
}

function primary(node: SyntaxNode, reader: Reader): Expression {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', at: node.from, value: number(reader.text(node).replace(/^[+-]/, ''), node.from) };
    case 'StringLiteral':
      return { kind: 'string', at: node.from, value: string(reader.text(node), node.from) };
    case 'ParenExpr':
      return { kind: 'parenthesis', at: node.from, inner: reader.expression(partNamed(node, 'Expr')) };
    case 'AggregateExpr':
      return aggregation(node, reader);
    case 'FunctionCall':
      return call(node, reader);
    case 'VectorSelector':
      return selector(node, reader);
    default:
      throw unsupported(node.from, `${reader.text(node)} (${node.name})`);
  }
}

/** A part that the grammar always has where it found no mistake. */
function partNamed(node: SyntaxNode, name: string): SyntaxNode {
  const part = node.getChild(name);
  if (!part) {
    throw wrong(node.from, 'unexpected end of input');
  }
  return part;
}

function call(node: SyntaxNode, reader: Reader): Call {
  const name = reader.text(partNamed(node, 'FunctionIdentifier'));
  if (!SIGNATURES.has(name)) {
    throw unsupported(node.from, `the function ${name}`);
  }
  const given = partNamed(node, 'FunctionCallBody').getChildren('Expr');
  return { kind: 'call', at: node.from, name, arguments: given.map((argument) => reader.expression(argument)) };
}

function selector(node: SyntaxNode, reader: Reader): Selector {
  const list = node.getChild('LabelMatchers');
  const matchers = (list ? parts(list) : []).map((part) => labelMatcher(part, reader));
  const identifier = node.getChild('Identifier');
  if (!identifier) {
    return { kind: 'selector', at: node.from, matchers };
  }
  const name = reader.text(identifier);
  const other = matchers.find((each) => each.name === NAME);
  if (other) {
    throw wrong(node.from, `metric name must not be set twice: "${name}" or "${other.value}"`);
  }
  return { kind: 'selector', at: node.from, matchers: [...matchers, matcher(NAME, '=', name)] };
}

const OPERATORS: readonly MatchOperator[] = ['=', '!=', '=~', '!~'];

function labelMatcher(node: SyntaxNode, reader: Reader): Matcher {
  if (node.name !== 'UnquotedLabelMatcher') {
    throw unsupported(node.from, 'a name in quotes');
  }
  const operator = among(OPERATORS, reader.text(partNamed(node, 'MatchOp'))) ?? '=';
  const value = partNamed(node, 'StringLiteral');
  try {
    return matcher(reader.text(partNamed(node, 'LabelName')), operator, string(reader.text(value), value.from));
  } catch (error) {
    if (!(error instanceof Re2Problem)) {
      throw error;
    }
    throw wrong(node.from, error.message);
  }
}

function behind(node: SyntaxNode, operand: Expression, reader: Reader): Expression {
  switch (node.name) {
    case 'MatrixSelector': {
      const range = partNamed(node, 'DurationExpr');
      return ranged(operand, milliseconds(range, reader), range.from - 1);
    }
    case 'SubqueryExpr': {
      const [range = 0, step] = node.getChildren('DurationExpr').map((each) => milliseconds(each, reader));
      return { kind: 'subquery', at: operand.at, inner: operand, range, ...(step === undefined ? {} : { step }) };
    }
    case 'OffsetExpr':
      return offset(operand, milliseconds(partNamed(node, 'OffsetDurationExpr'), reader));
    default:
      return fixed(operand, fixedTime(node, reader));
  }
}

/** A duration, with a sign only behind `offset`. */
function milliseconds(node: SyntaxNode, reader: Reader): number {
  const [first, second] = parts(node);
  if (first?.name === 'UnaryOp' && second && node.name === 'OffsetDurationExpr') {
    return milliseconds(second, reader) * (reader.text(first) === '-' ? -1 : 1);
  }
  if (first?.name !== 'NumberDurationLiteralInDurationContext' || second) {
    throw unsupported(node.from, `the duration ${reader.text(node)}`);
  }
  return duration(reader.text(first), first.from);
}

function fixedTime(node: SyntaxNode, reader: Reader): number | 'start' | 'end' {
  const word = node.getChild('AtModifierPreprocessors');
  if (word) {
    return reader.text(word).toLowerCase() === 'start' ? 'start' : 'end';
  }
  const time = parts(node).at(-1);
  return time ? Math.round(number(reader.text(time), time.from) * 1000) : NaN;
}
