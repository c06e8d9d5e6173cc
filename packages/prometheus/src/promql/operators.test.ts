import { describe, expect, it } from '@jest/globals';
import { ask } from '../../test/asked.ts';

describe('an operator', () => {
  it.each([
    ['1 + 2 * 3', '7'],
    ['-1 ^ 2', '-1'],
    ['2 ^ 3 ^ 2', '512'],
    ['2 ^ -1', '0.5'],
    ['-2 ^ 2 * 3', '-12'],
    ['10 - 2 - 3', '5'],
    ['7 % 4', '3'],
    ['-7 % 4', '-3'],
    ['1 / 0', '+Inf'],
    ['1 ^ NaN', '1'],
    ['0x10 + 010 + .5e1', '29'],
    ['1 < bool 2', '1'],
    ['2 <= bool 1', '0'],
    ['Inf', '+Inf'],
    ['-inf', '-Inf'],
    ['nAn', 'NaN'],
    ['1 -1', '0'],
    ['2 * -1', '-2'],
    ['pi() > bool 3', '1'],
    ['1e21', '1000000000000000000000'],
  ])('between numbers: %s', (query, value) => {
    expect(ask(query)).toEqual([value]);
  });

  const given = {
    'a x=1': [1],
    'a x=2': [5],
    'b x=1': [10],
    'b x=2': [20],
    'c x=1 y=1': [2],
    'c x=1 y=2': [3],
    'd x=1 v=z': [1],
  };

  it.each([
    ['a + b', ['{x="1"} 11', '{x="2"} 25']],
    ['a * 2', ['{x="1"} 2', '{x="2"} 10']],
    ['a > 2', ['{__name__="a", x="2"} 5']],
    ['2 < a', ['{__name__="a", x="2"} 5']],
    ['a > bool 2', ['{x="1"} 0', '{x="2"} 1']],
    ['b / on(x) a', ['{x="1"} 10', '{x="2"} 4']],
    ['a < on(x) b', ['{x="1"} 1', '{x="2"} 5']],
    ['c * on(x) group_left a', ['{x="1", y="1"} 2', '{x="1", y="2"} 3']],
    ['c * on(x) group_left(v) d', ['{v="z", x="1", y="1"} 2', '{v="z", x="1", y="2"} 3']],
    ['a - ignoring(y) group_right c', ['{x="1", y="1"} -1', '{x="1", y="2"} -2']],
    ['a and b{x="1"}', ['{__name__="a", x="1"} 1']],
    ['a unless b{x="1"}', ['{__name__="a", x="2"} 5']],
    ['a{x="1"} or b', ['{__name__="a", x="1"} 1', '{__name__="b", x="2"} 20']],
    ['a or on() b', ['{__name__="a", x="1"} 1', '{__name__="a", x="2"} 5']],
    ['-a', ['{x="1"} -1', '{x="2"} -5']],
    ['+a{x="1"}', ['{__name__="a", x="1"} 1']],
    ['a + missing', []],
    ['a and c', []],
    ['a atan2 a', ['{__name__="a", x="1"} 0.7853981633974483', '{__name__="a", x="2"} 0.7853981633974483']],
  ])('between vectors: %s', (query, expected) => {
    expect(ask(query, given, 0)).toEqual(expected);
  });

  it('holds its operands as Prometheus does, not as the grammar', () => {
    const a = [0, 1, 2, 3, 4, 5];
    expect(ask('a or missing @ 60 and missing', { a })).toEqual(['{__name__="a"} 5']);
    expect(ask('a - a offset 1m', { a })).toEqual(['{} 1']);
    expect(ask('-a offset 1m', { a })).toEqual(['{} -4']);
    expect(ask('1 + sum_over_time(a[1m:1m])', { a })).toEqual(['{} 10']);
  });
});
