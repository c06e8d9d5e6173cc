import type { SyntaxNode } from '@lezer/common';
import { AGGREGATORS, among, type Aggregation, type Aggregator, type Grouping } from './expression.ts';
import { unsupported, wrong } from './problem.ts';
import { groupingLabels, parts, type Reader } from './reader.ts';

const WITH_PARAMETER: readonly Aggregator[] = ['topk', 'bottomk', 'quantile', 'count_values'];

/** Reads `sum by (a) (x)` and its kin. */
export function aggregation(node: SyntaxNode, reader: Reader): Aggregation {
  const word = node.getChild('AggregateOp');
  const operator = among(AGGREGATORS, word ? reader.text(word).toLowerCase() : '');
  if (!operator) {
    throw unsupported(node.from, `the aggregation ${word ? reader.text(word) : ''}`);
  }
  const given = node.getChild('FunctionCallBody')?.getChildren('Expr') ?? [];
  const needed = WITH_PARAMETER.includes(operator) ? 2 : 1;
  const [first, second] = given;
  if (!first) {
    throw wrong(node.from, 'no arguments for aggregate expression provided');
  }
  if (given.length !== needed) {
    throw wrong(
      node.from,
      `wrong number of arguments for aggregate expression provided, expected ${needed}, got ${given.length}`,
    );
  }
  const common = {
    kind: 'aggregation',
    at: node.from,
    operator,
    grouping: grouping(node.getChild('AggregateModifier'), reader),
  } as const;
  return second
    ? { ...common, parameter: reader.expression(first), inner: reader.expression(second) }
    : { ...common, inner: reader.expression(first) };
}

function grouping(node: SyntaxNode | null, reader: Reader): Grouping {
  const [word, labels] = node ? parts(node) : [];
  return { isWithout: word?.name === 'Without', labels: groupingLabels(labels, reader) };
}
