import type { Matcher } from '../matcher.ts';

/** A query as a tree. `at` is where an expression begins in the text; durations and times are in ms. */
export type Expression =
  | NumberLiteral
  | StringLiteral
  | Selector
  | RangeSelector
  | Subquery
  | Call
  | Aggregation
  | Binary
  | Unary
  | Parenthesis;

export interface NumberLiteral {
  readonly kind: 'number';
  readonly at: number;
  readonly value: number;
}

export interface StringLiteral {
  readonly kind: 'string';
  readonly at: number;
  readonly value: string;
}

/** Moves a selector or a subquery in time: to a fixed time (`@`), then back by an offset. */
export interface Moved {
  readonly offset?: number;
  readonly fixed?: number | 'start' | 'end';
}

export interface Selector extends Moved {
  readonly kind: 'selector';
  readonly at: number;
  readonly matchers: readonly Matcher[];
}

export interface RangeSelector {
  readonly kind: 'range';
  readonly at: number;
  readonly selector: Selector;
  readonly range: number;
}

export interface Subquery extends Moved {
  readonly kind: 'subquery';
  readonly at: number;
  readonly inner: Expression;
  readonly range: number;
  readonly step?: number;
}

export interface Call {
  readonly kind: 'call';
  readonly at: number;
  readonly name: string;
  readonly arguments: readonly Expression[];
}

export interface Aggregation {
  readonly kind: 'aggregation';
  readonly at: number;
  readonly operator: Aggregator;
  readonly grouping: Grouping;
  readonly parameter?: Expression;
  readonly inner: Expression;
}

export interface Grouping {
  readonly isWithout: boolean;
  readonly labels: readonly string[];
}

export const AGGREGATORS = [
  'sum',
  'avg',
  'count',
  'min',
  'max',
  'group',
  'stddev',
  'stdvar',
  'topk',
  'bottomk',
  'quantile',
  'count_values',
] as const;
export type Aggregator = (typeof AGGREGATORS)[number];

export interface Binary {
  readonly kind: 'binary';
  readonly at: number;
  readonly operator: BinaryOperator;
  /** Where the operator stands. */
  readonly operatorAt: number;
  readonly isBool: boolean;
  readonly matching: Matching;
  readonly left: Expression;
  readonly right: Expression;
}

export const ARITHMETIC = ['+', '-', '*', '/', '%', '^', 'atan2'] as const;
export const COMPARISONS = ['==', '!=', '>', '<', '>=', '<='] as const;
export const SET_OPERATORS = ['and', 'or', 'unless'] as const;
export type Arithmetic = (typeof ARITHMETIC)[number];
export type Comparison = (typeof COMPARISONS)[number];
export type SetOperator = (typeof SET_OPERATORS)[number];
export type BinaryOperator = Arithmetic | Comparison | SetOperator;

/** Which samples of the two sides belong together. */
export interface Matching {
  readonly isOn: boolean;
  readonly labels: readonly string[];
  /**
   * The side that may have many samples for one of the other (`group_left`, `group_right`), and labels it takes from
   * there.
   */
  readonly many?: 'left' | 'right';
  readonly included: readonly string[];
}

export interface Unary {
  readonly kind: 'unary';
  readonly at: number;
  readonly operator: '+' | '-';
  readonly inner: Expression;
}

export interface Parenthesis {
  readonly kind: 'parenthesis';
  readonly at: number;
  readonly inner: Expression;
}

/** The expression inside of any parentheses. */
export function bare(expression: Expression): Expression {
  return expression.kind === 'parenthesis' ? bare(expression.inner) : expression;
}

/** The word of a list that a text is, if it is any. */
export const among = <T extends string>(words: readonly T[], text: string): T | undefined =>
  words.find((word) => word === text);
