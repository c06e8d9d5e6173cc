import { mergePatched } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { changed, contradictions } from './changes.ts';
import { moments } from './moments.ts';
import { operationsOf } from './operation.ts';

describe('changes by path', () => {
  it('reach into lists, and into keys with a slash', () => {
    const object = { metadata: { annotations: { 'a.example/b': '1' } }, spec: { list: [{ x: 1 }, { x: 2 }] } };
    const changes = {
      '/metadata/annotations/a.example/b': { from: '1', to: '2' },
      '/metadata/annotations/c.example/d': { added: '3' },
      '/spec/list/1/x': { from: 2, to: 5 },
    };
    expect(changed(object, changes)).toEqual({
      metadata: { annotations: { 'a.example/b': '2', 'c.example/d': '3' } },
      spec: { list: [{ x: 1 }, { x: 5 }] },
    });
    expect(contradictions(object, changes)).toEqual([]);
  });

  it('remove places of a list without moving the others meanwhile', () => {
    expect(
      changed({ list: ['a', 'b', 'c'] }, { '/list/0': { removed: 'a' }, '/list/2': { from: 'c', to: 'd' } }),
    ).toEqual({ list: ['b', 'd'] });
  });

  it('are contradicted by an object that was otherwise', () => {
    expect(contradictions({ a: 1 }, { '/a': { from: 2, to: 3 } })).toEqual(['/a']);
  });
});

describe('moments', () => {
  it('are whole, though a later one says only what is other', () => {
    const [, second] = moments([
      {
        moment: 'one',
        objects: [
          { kind: 'A', metadata: { name: 'a' }, v: 1 },
          { kind: 'B', metadata: { name: 'b' } },
          { kind: 'C', metadata: { name: 'c' } },
        ],
      },
      {
        moment: 'two',
        unchanged: ['B/b'],
        changed: [{ object: 'A/a', changes: { '/v': { from: 1, to: 2 } } }],
        gone: ['C/c'],
      },
    ]);
    expect(second?.objects).toEqual([
      { kind: 'B', metadata: { name: 'b' } },
      { kind: 'A', metadata: { name: 'a' }, v: 2 },
    ]);
  });

  it('cannot change what was not there', () => {
    expect(() => moments([{ moment: 'one', unchanged: ['A/a'] }])).toThrow('A/a');
  });
});

describe('operations', () => {
  it('are refused where nobody knows how to do them', () => {
    expect(() => operationsOf([{ t: 0, op: 'dance' }])).toThrow(/found "dance" , allowed is apply, /);
    expect(() => operationsOf([{ t: 0, op: 'note', note: 'coffee' }])).toThrow(/coffee/);
  });

  it('tell how long they took with Flagger, and what the API server said', () => {
    const [, second] = operationsOf([
      { t: 2, op: 'mark' },
      { t: 20.5, op: 'delete', kind: 'Canary', name: 'a', result: 404, error: 'gone' },
    ]);
    expect(second).toMatchObject({ took: 18.5, title: 'delete Canary/a', said: '404 gone' });
  });
});

describe('a merge patch', () => {
  it('removes by null, goes into maps and replaces lists', () => {
    expect(mergePatched({ a: { b: 1, c: 2 }, l: [1, 2] }, { a: { c: null, d: 3 }, l: [3] })).toEqual({
      a: { b: 1, d: 3 },
      l: [3],
    });
  });
});
