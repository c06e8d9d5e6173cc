import { describe, expect, it } from '@jest/globals';
import type { Json } from '../json.ts';
import { jsonPath } from './json-path.ts';

const OBJECT: Json = {
  spec: {
    size: 3,
    list: [
      { name: 'a', value: 1 },
      { name: 'b', value: 2 },
    ],
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Ready', status: 'False' },
    ],
  },
  metadata: { annotations: { 'example.com/note': 'x' } },
};

describe('a path', () => {
  it.each<[string, readonly Json[]]>([
    ['.spec.size', [3]],
    ['spec.size', [3]],
    ['.spec.list[1].name', ['b']],
    ['.spec.list[-1].name', ['b']],
    ['.spec.list[*].value', [1, 2]],
    ['.status.conditions[?(@.type=="Ready")].status', ['True', 'False']],
    ["['spec']['size']", [3]],
    ['.metadata.annotations.example\\.com/note', ['x']],
    ['.spec.absent.deep', []],
    ['.spec.size.deep', []],
    ['.spec.list[7].name', []],
    ['.spec.list[?(@.value>1)]', []],
  ])('%s points to %j', (path, values) => {
    expect(jsonPath(path)(OBJECT)).toEqual(values);
  });
});
