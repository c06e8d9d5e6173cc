import type { SyntaxNode } from '@lezer/common';
import { among, ARITHMETIC, COMPARISONS, SET_OPERATORS, type Binary, type Expression, type Matching } from './expression.ts';
import { unsupported, wrong } from './problem.ts';
import { groupingLabels, parts, type Reader } from './reader.ts';

/** Reads an operator between two expressions. */
export function binary(node: SyntaxNode, reader: Reader): Expression {
  const [left, sign, ...others] = parts(node);
  const right = others.at(-1);
  if (!left || !sign || !right) throw wrong(node.from, 'unexpected end of input');
  const operator = among([...ARITHMETIC, ...COMPARISONS, ...SET_OPERATORS], reader.text(sign).toLowerCase());
  if (!operator) throw unsupported(sign.from, `the operator ${reader.text(sign)}`);
  const whole: Binary = {
    kind: 'binary', at: node.from, operator, operatorAt: sign.from, left: reader.expression(left), right: reader.expression(right),
    isBool: node.getChild('BoolModifier') !== null, matching: matching(node, reader),
  };
  return signed(left, reader) ? withSignOutside(whole, reader.text(left).startsWith('-')) : whole;
}

/** Our grammar lets `-1 ^ 2` be `(-1) ^ 2`: it takes the sign for a part of the number. */
const signed = (left: SyntaxNode, reader: Reader): boolean => left.name === 'NumberDurationLiteral' && left.nextSibling?.name === 'Pow' && /^[+-]/.test(reader.text(left));

function withSignOutside(power: Binary, isNegative: boolean): Expression {
  const left = power.left.kind === 'number' && isNegative ? { ...power.left, value: -power.left.value } : power.left;
  return { kind: 'unary', at: power.at, operator: isNegative ? '-' : '+', inner: { ...power, left } };
}

function matching(node: SyntaxNode, reader: Reader): Matching {
  const fill = node.getChild('FillModifier');
  if (fill) throw unsupported(fill.from, 'the modifier fill');
  const clause = node.getChild('MatchingModifierClause');
  const [word, labels, group, included] = clause ? parts(clause) : [];
  const common = { isOn: word?.name === 'On', labels: groupingLabels(labels, reader), included: groupingLabels(included, reader) };
  return group ? { ...common, many: group.name === 'GroupLeft' ? 'left' : 'right' } : common;
}
