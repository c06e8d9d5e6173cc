import type { SyntaxNode } from '@lezer/common';
import {
  among,
  ARITHMETIC,
  COMPARISONS,
  SET_OPERATORS,
  type Binary,
  type BinaryOperator,
  type Expression,
} from './expression.ts';
import { matching } from './matching-tree.ts';
import { unsupported, wrong } from './problem.ts';
import { parts, type Reader } from './reader.ts';

/** What stands between, before and behind the operands of a query, in the order of its text. */
export type Token =
  | { readonly kind: 'operand'; readonly node: SyntaxNode }
  | { readonly kind: 'sign'; readonly at: number; readonly isNegative: boolean }
  | { readonly kind: 'behind'; readonly node: SyntaxNode }
  | { readonly kind: 'infix'; readonly node: SyntaxNode };

/** How a query's operands are read, alone and with what stands behind them. */
export interface Operands {
  readonly reader: Reader;
  readonly primary: (node: SyntaxNode) => Expression;
  /** The operand with a range, an offset or a time. */
  readonly behind: (node: SyntaxNode, operand: Expression) => Expression;
}

const BEHIND = ['MatrixSelector', 'SubqueryExpr', 'OffsetExpr', 'StepInvariantExpr'];

/**
 * Reads operators and what they stand between. The grammar finds these but not always their order: to it `a or b @ 5
 * and c` is `((a or b) @ 5) and c`, and `-1 ^ 2` is `(-1) ^ 2`. So its tree is taken for a line of tokens, and read
 * anew with Prometheus' precedence.
 */
export function operators(node: SyntaxNode, operands: Operands): Expression {
  return new Line(tokensOf(node, operands.reader), operands).expression(LOOSEST);
}

function tokensOf(node: SyntaxNode, reader: Reader): readonly Token[] {
  if (BEHIND.includes(node.name)) {
    return [...inner(node, reader), { kind: 'behind', node }];
  }
  switch (node.name) {
    case 'BinaryExpr': {
      const [left, right] = node.getChildren('Expr');
      return left && right ? [...tokensOf(left, reader), { kind: 'infix', node }, ...tokensOf(right, reader)] : [];
    }
    case 'UnaryExpr':
      return [signOf(node, reader), ...inner(node, reader)];
    case 'NumberDurationLiteral':
      return /^[+-]/.test(reader.text(node))
        ? [signOf(node, reader), { kind: 'operand', node }]
        : [{ kind: 'operand', node }];
    default:
      return [{ kind: 'operand', node }];
  }
}

function inner(node: SyntaxNode, reader: Reader): readonly Token[] {
  const expression = node.getChild('Expr');
  return expression ? tokensOf(expression, reader) : [];
}

const signOf = (node: SyntaxNode, reader: Reader): Token => ({
  kind: 'sign',
  at: node.from,
  isNegative: reader.text(node).startsWith('-'),
});

const LOOSEST = 1;
const POWER = 6;
const PRECEDENCE: readonly (readonly [readonly BinaryOperator[], number])[] = [
  [['or'], LOOSEST],
  [['and', 'unless'], 2],
  [COMPARISONS, 3],
  [['+', '-'], 4],
  [['*', '/', '%', 'atan2'], 5],
  [['^'], POWER],
];

/** Tokens that are read from the left. */
class Line {
  private position = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly operands: Operands,
  ) {}

  /** As much as operators of this precedence, or of a tighter one, hold together. */
  expression(loosest: number): Expression {
    let left = this.signed();
    for (let token = this.tokens[this.position]; token?.kind === 'infix'; token = this.tokens[this.position]) {
      const { operator, at } = this.operatorOf(token.node);
      const precedence = PRECEDENCE.find(([alike]) => alike.includes(operator))?.[1] ?? LOOSEST;
      if (precedence < loosest) {
        return left;
      }
      this.position += 1;
      // only a power holds to the right
      const right = this.expression(precedence === POWER ? POWER : precedence + 1);
      left = this.binary(token.node, { kind: 'binary', at: left.at, operator, operatorAt: at, left, right });
    }
    return left;
  }

  /** A sign holds less than a power. */
  private signed(): Expression {
    const token = this.tokens[this.position];
    if (token?.kind !== 'sign') {
      return this.operand();
    }
    this.position += 1;
    const operand = this.expression(POWER);
    if (operand.kind === 'number') {
      return { ...operand, at: token.at, value: token.isNegative ? -operand.value : operand.value };
    }
    return { kind: 'unary', at: token.at, operator: token.isNegative ? '-' : '+', inner: operand };
  }

  private operand(): Expression {
    const first = this.tokens[this.position];
    if (first?.kind !== 'operand') {
      throw wrong(0, 'no expression found in input');
    }
    this.position += 1;
    let operand = this.operands.primary(first.node);
    for (let token = this.tokens[this.position]; token?.kind === 'behind'; token = this.tokens[this.position]) {
      this.position += 1;
      operand = this.operands.behind(token.node, operand);
    }
    return operand;
  }

  private operatorOf(node: SyntaxNode): { readonly operator: BinaryOperator; readonly at: number } {
    const sign = parts(node)[1];
    const text = sign ? this.operands.reader.text(sign) : '';
    const operator = among([...ARITHMETIC, ...COMPARISONS, ...SET_OPERATORS], text.toLowerCase());
    if (!operator) {
      throw unsupported(sign?.from ?? node.from, `the operator ${text}`);
    }
    return { operator, at: sign?.from ?? node.from };
  }

  private binary(node: SyntaxNode, sides: Omit<Binary, 'isBool' | 'matching'>): Binary {
    return { ...sides, isBool: node.getChild('BoolModifier') !== null, matching: matching(node, this.operands.reader) };
  }
}
