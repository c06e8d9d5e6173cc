import { describe, expect, it } from '@jest/globals';
import { lines } from './lines.ts';

async function* chunksOf(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) {
    yield bytes.subarray(from, from + size);
  }
}

async function all(bytes: Buffer, size: number): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const line of lines(chunksOf(bytes, size))) {
    found.push(line);
  }
  return found;
}

describe('lines', () => {
  const text = '{"a":"häßlich 🐤"}\n\n{"b":2}\n';

  it.each([1, 2, 3, 5, 1000])('are whole when chunks of %i bytes cut characters', async (size) => {
    expect(await all(Buffer.from(text), size)).toEqual(['{"a":"häßlich 🐤"}', '', '{"b":2}']);
  });

  it('do not include what was cut off at the end of the stream', async () => {
    expect(await all(Buffer.from('one\ntw'), 100)).toEqual(['one']);
  });
});
