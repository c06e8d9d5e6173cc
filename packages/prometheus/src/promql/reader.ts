import type { SyntaxNode } from '@lezer/common';
import type { Expression } from './expression.ts';
import { unsupported } from './problem.ts';

/** Reads the parts of a syntax tree. */
export interface Reader {
  text(node: SyntaxNode): string;
  expression(node: SyntaxNode): Expression;
}

/** The parts of a node, without the comments between them. */
export function parts(node: SyntaxNode): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) {
    if (child.name !== 'LineComment') {
      found.push(child);
    }
  }
  return found;
}

/** The labels in parentheses behind `by`, `on` and the like. */
export function groupingLabels(node: SyntaxNode | undefined, reader: Reader): readonly string[] {
  return (node ? parts(node) : []).map((label) => {
    if (label.name === 'QuotedLabelName') {
      throw unsupported(label.from, 'a label name in quotes');
    }
    return reader.text(label);
  });
}
