import { describe, expect, it } from '@jest/globals';
import { anchored } from './re2.ts';

describe('an expression of RE2', () => {
  it.each([
    ['a|b', 'b', 'ab'],
    ['a.c', 'a\rc', 'a\nc'],
    ['(?s)a.c', 'a\nc', 'ac'],
    ['(?i)k', 'K', 'j'],
    ['a(?i)b|c', 'aB', 'Ab'],
    ['(?i)a(?-i:B)', 'AB', 'Ab'],
    ['a{,2}', 'a{,2}', 'aa'],
    ['[]a]+', ']a', 'b'],
    ['[[:alpha:]_]+', 'a_B', '1'],
    ['[^[:digit:]]', 'x', '5'],
    ['\\pL+', 'aü漢', '1'],
    ['\\p{Greek}', 'ω', 'w'],
    ['\\Qa.b\\E+', 'a.bb', 'axb'],
    ['\\x{1F600}', '😀', 'x'],
    ['.', '😀', '😀😀'],
    ['', '', '😀'],
    ['(?m)a$\\n^b', 'a\nb', 'ab'],
    ['\\s', '\t', '\u00a0'],
    ['[\\S]', 'a', ' '],
    ['(?U)a+', 'aa', ''],
    ['\\101', 'A', '1'],
    ['[a-c&&]+', 'a&b', 'd'],
    ['podinfo-[0-9a-zA-Z]+(-[0-9a-zA-Z]+)', 'podinfo-6d5f8-x2x9q', 'podinfo-primary-7c9d4-abcde'],
  ])('%j matches %j and not %j', (expression, text, other) => {
    const regExp = anchored(expression);
    expect([regExp.test(text), regExp.test(other)]).toEqual([true, false]);
  });

  it.each([
    ['(', 'missing closing ): `^(?:()$`'],
    ['a)', 'unexpected ): `^(?:a))$`'],
    ['[a', 'missing closing ]: `[a)$`'],
    ['*', 'missing argument to repetition operator: `*`'],
    ['a**', 'invalid nested repetition operator: `**`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['[b-a]', 'invalid character class range: `b-a`'],
    ['(?=a)', 'invalid or unsupported Perl syntax: `(?=`'],
    ['(?<n>a)', 'invalid or unsupported Perl syntax: `(?<`'],
    ['(a)\\1', 'invalid escape sequence: `\\1`'],
    ['[[:foo:]]', 'invalid character class range: `[:foo:]`'],
    ['\\p{Foo}', 'invalid character class range: `\\p{Foo}`'],
  ])('%j is refused in its words', (expression, message) => {
    expect(() => anchored(expression)).toThrow(`error parsing regexp: ${message}`);
  });

  it.each([
    ['[(?<]', '<'],
    ['\\Q(?<\\E', '(?<'],
    ['\\(?<', '<'],
    ['[^](?<]', 'a'],
    ['[[:alpha:](?<]', '<'],
  ])('%j begins no group', (expression, text) => {
    expect(anchored(expression).test(text)).toBe(true);
  });

  it('knows its groups by name, of one name the first', () => {
    expect(anchored('(a)(?P<second>b)').names).toEqual(new Map([['second', 2]]));
    const { names, exec } = anchored('(?P<x>a)(?P<x>b)');
    expect([names, exec('ab')]).toEqual([new Map([['x', 1]]), ['ab', 'a', 'b']]);
  });
});
