import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { check } from './check.ts';
import type { Expression, Selector } from './expression.ts';
import { Misplaced, placed, unsupported, wrong } from './problem.ts';
import { SIGNATURES } from './signatures.ts';
import { expressionOf } from './tree.ts';

/** Reads a query. Throws QueryProblem with the place of what is wrong, or of what we do not support. */
export function parseQuery(query: string): Expression {
  return withPlaces(query, () => {
    const expression = read(query);
    check(expression);
    return expression;
  });
}

/** Reads a selector that stands alone, as in `match[]`. Throws QueryProblem. */
export function parseSelector(text: string): Selector {
  return withPlaces(text, () => {
    const expression = read(text);
    const end = endOfSelector(text);
    if (expression.kind === 'selector' && end === text.length) {
      return expression;
    }
    throw unexpected(text.slice(end), end);
  });
}

/** Where the selector that a text begins with ends, and the white space behind it. */
function endOfSelector(text: string): number {
  const start = /^\s*/.exec(text)?.[0].length ?? 0;
  const node = parser.parse(text).resolveInner(start, 1);
  const ends = [node, node.parent, node.parent?.parent]
    .filter((each) => each?.name === 'VectorSelector' && each.from === start)
    .map((each) => each?.to ?? start);
  const end = ends[0] ?? start + (/^[A-Za-z_:][\w:]*/.exec(text.slice(start))?.[0].length ?? 0);
  return end + (/^\s*/.exec(text.slice(end))?.[0].length ?? 0);
}

function withPlaces<T>(text: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Misplaced ? placed(error, text) : error;
  }
}

function read(text: string): Expression {
  if (text.replace(/#.*/g, '').trim() === '') {
    throw wrong(0, 'no expression found in input');
  }
  const { topNode } = parser.parse(text);
  const mistake = firstMistake(topNode);
  if (mistake) {
    throw syntaxProblem(mistake, text);
  }
  const expression = topNode.getChild('Expr');
  if (!expression) {
    throw wrong(0, 'no expression found in input');
  }
  return expressionOf(expression, text);
}

function firstMistake(top: SyntaxNode): SyntaxNode | undefined {
  const cursor = top.cursor();
  do {
    if (cursor.type.isError) {
      return cursor.node;
    }
  } while (cursor.next());
  return undefined;
}

/** Functions of some version of Prometheus that our grammar has no name for. */
const UNNAMED = ['holt_winters'];

function syntaxProblem({ from }: SyntaxNode, text: string): Misplaced {
  const start = from + (/^(?:\s|#.*)*/.exec(text.slice(from))?.[0].length ?? 0);
  if (start >= text.length) {
    return wrong(text.length, endProblem(text));
  }
  const called = text.slice(start).startsWith('(') ? /([A-Za-z_]\w*)\s*$/.exec(text.slice(0, start)) : undefined;
  const name = called?.[1];
  if (called && name !== undefined && !SIGNATURES.has(name)) {
    return UNNAMED.includes(name)
      ? unsupported(called.index, `the function ${name}`)
      : wrong(called.index, `unknown function with name "${name}"`);
  }
  return unexpected(text.slice(start), start);
}

const TOKENS: readonly (readonly [RegExp, (token: string) => string])[] = [
  [/^[A-Za-z_:][\w:]*/, (token) => `unexpected identifier "${token}"`],
  [/^\.?\d[\w.]*/, (token) => `unexpected number "${token}"`],
  [/^\]/, () => "unexpected right bracket ']'"],
  [/^(?:[(,*/%^@+<>=-]|==|!=)/, (token) => `unexpected "${token}"`],
  [/^["'`]/, () => 'unterminated quoted string'],
  [/^\S/u, (token) => `unexpected character: '${token}'`],
];

function unexpected(rest: string, at: number): Misplaced {
  if (rest.startsWith(')')) {
    return wrong(at + 1, "unexpected right parenthesis ')'");
  }
  const [message = 'unexpected end of input'] = TOKENS.flatMap(([expression, say]) =>
    (expression.exec(rest) ?? []).slice(0, 1).map(say),
  );
  return wrong(at, message);
}

/** What is missing at the end of a query: the last that was opened and not closed. */
function endProblem(text: string): string {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|#.*/g, '');
  if (plain.lastIndexOf('{') > plain.lastIndexOf('}')) {
    return 'unexpected end of input inside braces';
  }
  if (plain.split('(').length > plain.split(')').length) {
    return 'unclosed left parenthesis';
  }
  return plain.lastIndexOf('[') > plain.lastIndexOf(']') ? 'unclosed left bracket' : 'unexpected end of input';
}
