import { describe, expect, it } from '@jest/globals';
import type { Json } from '../json.ts';
import { StatusError } from '../refusal.ts';
import { jsonPatched } from './json-patch.ts';

const codeOf = (value: Json, patch: Json): number | undefined => {
  try {
    jsonPatched(value, patch);
    return undefined;
  } catch (error) {
    return error instanceof StatusError ? error.code : -1;
  }
};

describe('a JSON patch', () => {
  it.each<[string, Json, Json, Json]>([
    ['adds a field', { a: 1 }, [{ op: 'add', path: '/b', value: 2 }], { a: 1, b: 2 }],
    ['adds in the place of what is there', { a: 1 }, [{ op: 'add', path: '/a', value: 2 }], { a: 2 }],
    ['adds before an item', { a: [1, 3] }, [{ op: 'add', path: '/a/1', value: 2 }], { a: [1, 2, 3] }],
    ['adds at the end', { a: [1] }, [{ op: 'add', path: '/a/-', value: 2 }], { a: [1, 2] }],
    ['replaces deep inside', { a: [{ b: 1 }] }, [{ op: 'replace', path: '/a/0/b', value: 2 }], { a: [{ b: 2 }] }],
    ['removes an item', { a: [1, 2, 3] }, [{ op: 'remove', path: '/a/1' }], { a: [1, 3] }],
    ['moves', { a: { b: 1 }, c: {} }, [{ op: 'move', from: '/a/b', path: '/c/d' }], { a: {}, c: { d: 1 } }],
    ['copies', { a: 1 }, [{ op: 'copy', from: '/a', path: '/b' }], { a: 1, b: 1 }],
    [
      'reads escaped names',
      { 'x/y': 1, 'm~n': 2 },
      [
        { op: 'remove', path: '/x~1y' },
        { op: 'replace', path: '/m~0n', value: 3 },
      ],
      { 'm~n': 3 },
    ],
    [
      'does one operation after another',
      {},
      [
        { op: 'add', path: '/a', value: {} },
        { op: 'add', path: '/a/b', value: 1 },
      ],
      { a: { b: 1 } },
    ],
    [
      'goes on after a test that holds',
      { a: { b: [1] } },
      [
        { op: 'test', path: '/a', value: { b: [1] } },
        { op: 'remove', path: '/a' },
      ],
      {},
    ],
    ['replaces everything', { a: 1 }, [{ op: 'replace', path: '', value: { b: 2 } }], { b: 2 }],
  ])('%s', (_, value, patch, result) => {
    expect(jsonPatched(value, patch)).toEqual(result);
  });

  it.each<[string, Json, Json, number]>([
    ['a test that does not hold', { a: 1 }, [{ op: 'test', path: '/a', value: 2 }], 422],
    ['the removal of nothing', { a: 1 }, [{ op: 'remove', path: '/b' }], 422],
    ['the replacement of nothing', { a: 1 }, [{ op: 'replace', path: '/b', value: 1 }], 422],
    ['a way through nothing', {}, [{ op: 'add', path: '/a/b', value: 1 }], 422],
    ['an index behind the end', { a: [1] }, [{ op: 'add', path: '/a/3', value: 1 }], 422],
    ['an unknown operation', {}, [{ op: 'double', path: '/a' }], 422],
    ['no list', {}, { op: 'add' }, 400],
    ['an operation without path', {}, [{ op: 'remove' }], 400],
  ])('refuses %s', (_, value, patch, code) => {
    expect(codeOf(value, patch)).toBe(code);
  });
});
