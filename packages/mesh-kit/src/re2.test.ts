import { describe, expect, it } from '@jest/globals';
import { re2Problem } from './re2.ts';

describe('an expression', () => {
  it.each([
    '^(.*?;)?(type=insider)(;.*)?$',
    '.*Chrome.*',
    '',
    '(?i)edge',
    '(?i:a)b',
    '(?P<name>a)',
    '(?<name>a)',
    '[[:alpha:]]+',
    '[]a]',
    '[^]a]',
    '[(]',
    '\\(',
    '\\Q(\\E',
    'a{2,3}',
    '^*a$+',
    '\\b+a',
    '\\pL\\x{10FFFF}',
    '[(?=]',
    '\\(?=a',
  ])('that RE2 takes is taken: %s', (source) => {
    expect(re2Problem(source)).toBeUndefined();
  });

  it.each(['(', ')', '[', '*', 'a**', 'a{3,2}', '(?x', '\\', '[b-a]'])(
    'that does not compile is told: %s',
    (source) => {
      expect(re2Problem(source)).toBe('it does not compile');
    },
  );

  it.each([
    ['^(?!foo).*', '(?!'],
    ['a(?=b)', '(?='],
    ['(?<!a)b', '(?<!'],
    ['(?>a)', '(?>'],
    ['(a)\\1', '\\1'],
  ])('with what RE2 has not is told: %s', (source, piece) => {
    expect(re2Problem(source)).toBe(`RE2 has no ${piece}`);
  });
});
