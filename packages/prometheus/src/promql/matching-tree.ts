import type { SyntaxNode } from '@lezer/common';
import type { Matching } from './expression.ts';
import { unsupported } from './problem.ts';
import { groupingLabels, parts, type Reader } from './reader.ts';

/** Reads `on (a) group_left (b)` and its kin behind an operator. */
export function matching(node: SyntaxNode, reader: Reader): Matching {
  const fill = node.getChild('FillModifier');
  if (fill) {
    throw unsupported(fill.from, 'the modifier fill');
  }
  const clause = node.getChild('MatchingModifierClause');
  const [word, labels, group, included] = clause ? parts(clause) : [];
  const common = {
    isOn: word?.name === 'On',
    labels: groupingLabels(labels, reader),
    included: groupingLabels(included, reader),
  };
  return group ? { ...common, many: group.name === 'GroupLeft' ? 'left' : 'right' } : common;
}
