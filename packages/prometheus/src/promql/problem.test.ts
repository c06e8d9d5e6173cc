import { describe, expect, it } from '@jest/globals';
import { labelsOf } from '../labels.ts';
import { MetricStore } from '../store.ts';
import { instantQuery, QueryProblem, rangeQuery } from './query.ts';

const store = new MetricStore();
for (const [name, x, y] of [
  ['a', '1', ''],
  ['a', '2', ''],
  ['b', '1', '1'],
  ['b', '1', '2'],
  ['c', '1', ''],
] as const) {
  store.append(
    labelsOf([
      ['__name__', name],
      ['x', x],
      ['y', y],
    ]),
    0,
    1,
  );
}

function problem(ask: () => unknown): string {
  try {
    return `an answer: ${JSON.stringify(ask())}`;
  } catch (error) {
    return error instanceof QueryProblem ? `${error.kind}: ${error.message}` : String(error);
  }
}

const refusal = (query: string): string => problem(() => instantQuery(query, 0, { store }));

describe('a query that is wrong', () => {
  it.each([
    ['', '1:1: parse error: no expression found in input'],
    ['a +', '1:4: parse error: unexpected end of input'],
    ['sum(a', '1:6: parse error: unclosed left parenthesis'],
    ['a{x="1"', '1:8: parse error: unexpected end of input inside braces'],
    ['a b', '1:3: parse error: unexpected identifier "b"'],
    ['a +\n  foo(b)', '2:3: parse error: unknown function with name "foo"'],
    ['rate(a)', '1:6: parse error: expected type range vector in call to function "rate", got instant vector'],
    ['abs(a, 1)', '1:1: parse error: expected 1 argument(s) in call to "abs", got 2'],
    ['round()', '1:1: parse error: expected at least 1 argument(s) in call to "round", got 0'],
    ['1 == 1', '1:3: parse error: comparisons between scalars must use BOOL modifier'],
    ['a + bool b', '1:3: parse error: bool modifier can only be used on comparison operators'],
    ['a and 1', '1:1: parse error: set operator "and" not allowed in binary scalar expression'],
    ['{x=""}', '1:1: parse error: vector selector must contain at least one non-empty matcher'],
    ['a{__name__="b"}', '1:1: parse error: metric name must not be set twice: "a" or "b"'],
    ['a[0s]', '1:3: parse error: duration must be greater than 0'],
    ['sum(a)[5m]', '1:7: parse error: ranges only allowed for vector selectors'],
    [
      '(a) offset 5m',
      '1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector or a subquery',
    ],
    ['a{x=~"("}', '1:3: parse error: error parsing regexp: missing closing ): `^(?:()$`'],
    ['a{x=~"(?=b)"}', '1:3: parse error: error parsing regexp: invalid or unsupported Perl syntax: `(?=`'],
    ['"a', '1:1: parse error: unterminated quoted string'],
    ['a{x=~"\\\\C"}', '1:3: parse error: error parsing regexp: invalid escape sequence: `\\C`'],
    ['topk(1)', '1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1'],
  ])('%j says where', (query, message) => {
    expect(refusal(query)).toBe(`syntax: ${message}`);
  });

  it('has no range of a type that has one itself', () => {
    expect(problem(() => rangeQuery('a[5m]', { start: 0, end: 1, step: 1 }, { store }))).toBe(
      'syntax: invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  });
});

describe('what we do not support', () => {
  it.each([
    ['1 + holt_winters(a[5m], 0.5, 0.5)', '1:5: not supported: the function holt_winters'],
    ['sum(a) + histogram_count(a)', '1:10: not supported: the function histogram_count'],
    ['limitk(2, a)', '1:1: not supported: the aggregation limitk'],
    ['rate(a[300])', '1:8: not supported: the duration 300: it needs a unit'],
    ['a[5m + 1m]', '1:3: not supported: the duration 5m + 1m'],
    ['1 + 5m', '1:5: not supported: the number 5m'],
    ['1_000', '1:1: not supported: the number 1_000'],
    ['{"a"}', '1:2: not supported: a name in quotes'],
    ['sum by ("x") (a)', '1:9: not supported: a label name in quotes'],
    ['a smoothed', '1:1: not supported: a smoothed (SmoothedExpr)'],
    ['a + fill(0) b', '1:5: not supported: the modifier fill'],
    ['a </ 5', '1:3: not supported: the operator </'],
  ])('%j is named, with its place', (query, message) => {
    expect(refusal(query)).toBe(`unsupported: ${message}`);
  });
});

describe('a query that cannot be carried out', () => {
  it.each([
    ['a + b', 'an answer: {"type":"vector","time":0,"samples":[]}'],
    [
      'a + on(x) b',
      'execution: found duplicate series for the match group {x="1"} on the right hand-side of the operation: [{__name__="b", x="1", y="2"}, {__name__="b", x="1", y="1"}];many-to-many matching not allowed: matching labels must be unique on one side',
    ],
    [
      'b + on(x) c',
      'execution: multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    ],
    ['b + on(x) group_left(y) c', 'execution: multiple matches for labels: grouping labels must ensure unique matches'],
    ['-{x="1"}', 'execution: vector cannot contain metrics with the same labelset'],
    ['rate({x="1", y=""}[5m])', 'an answer: {"type":"vector","time":0,"samples":[]}'],
    ['count_over_time({x="1"}[5m])', 'execution: vector cannot contain metrics with the same labelset'],
    ['label_replace(a, "x", "", "", "")', 'execution: vector cannot contain metrics with the same labelset'],
    ['label_replace(a, "x-y", "", "", "")', 'execution: invalid destination label name in label_replace(): x-y'],
    ['label_replace(a, "x", "", "x", "(")', 'execution: invalid regular expression in label_replace(): ('],
    ['label_join(a, "z", "", "x-y")', 'execution: invalid source label name in label_join(): x-y'],
    ['count_values("x-y", a)', 'execution: invalid label name "x-y"'],
    ['topk(NaN, a)', 'execution: Scalar value NaN overflows int64'],
  ])('%j says why', (query, message) => {
    expect(refusal(query)).toBe(message);
  });
});
