import { typeOf } from './check.ts';
import { bare, type Expression } from './expression.ts';
import { parseQuery } from './parse.ts';
import { QueryProblem } from './problem.ts';

/** A query as a tree, or why it is none. */
export type LookedAt =
  | {
      readonly expression: Expression;
      readonly type: 'scalar' | 'vector' | 'matrix' | 'string';
      readonly problem?: undefined;
    }
  | { readonly problem: QueryProblem; readonly expression?: undefined };

/** Reads a query without asking it of anything. */
export function lookAt(query: string): LookedAt {
  try {
    const expression = parseQuery(query);
    return { expression, type: typeOf(expression) };
  } catch (error) {
    if (!(error instanceof QueryProblem)) {
      throw error;
    }
    return { problem: error };
  }
}

/** An expression and all that are in it, from the outside to the inside. */
export function within(expression: Expression): readonly Expression[] {
  return [expression, ...partsOf(bare(expression)).flatMap(within)];
}

function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'number':
    case 'string':
    case 'selector':
      return [];
    case 'range':
      return [expression.selector];
    case 'call':
      return expression.arguments;
    case 'binary':
      return [expression.left, expression.right];
    case 'aggregation':
      return [...(expression.parameter ? [expression.parameter] : []), expression.inner];
    case 'subquery':
    case 'unary':
    case 'parenthesis':
      return [expression.inner];
  }
}
