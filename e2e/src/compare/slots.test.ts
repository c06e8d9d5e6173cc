import { describe, expect, it } from '@jest/globals';
import { inSlots, nextTask, type Task } from './slots.ts';

const task = (id: string, seconds: number, namespace = id): Task => ({ id, seconds, namespace });

describe('the next replay', () => {
  it('is the longest', () => {
    expect(nextTask([task('a', 1), task('b', 3), task('c', 2)], [])?.id).toBe('b');
  });

  it('never shares a namespace with one that is running', () => {
    expect(nextTask([task('a', 9, 'same'), task('b', 1)], [task('c', 1, 'same')])?.id).toBe('b');
    expect(nextTask([task('a', 9, 'same')], [task('c', 1, 'same')])).toBeUndefined();
  });
});

describe('slots', () => {
  it('run all tasks, never more at a time than there are slots, and take the next one as soon as one is free', async () => {
    const ends = new Map<string, () => void>();
    const started: string[] = [];
    const done = inSlots([task('a', 4), task('b', 3), task('c', 2), task('d', 1)], 2, async ({ id }) => {
      started.push(id);
      await new Promise<void>((resolve) => ends.set(id, resolve));
    });
    expect(started).toEqual(['a', 'b']);
    ends.get('b')?.();
    await new Promise((resolve) => setImmediate(resolve));
    expect(started).toEqual(['a', 'b', 'c']);
    for (const id of ['a', 'c', 'd']) {
      ends.get(id)?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await done;
    expect(started).toEqual(['a', 'b', 'c', 'd']);
  });
});
