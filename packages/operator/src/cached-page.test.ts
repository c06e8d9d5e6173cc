import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { cachedPage, type SentPage } from './cached-page.ts';

function aPage() {
  const state = { now: 0, made: 0 };
  const waiting: (() => void)[] = [];
  async function* pieces(): AsyncGenerator<string> {
    state.made += 1;
    yield 'page ';
    const { made } = state;
    await new Promise<void>((resolve) => waiting.push(resolve));
    yield String(made);
  }
  /** Ends what is being made, once it takes so many ms. */
  const finish = async (ms: number): Promise<void> => {
    await new Promise((resolve) => setImmediate(resolve));
    state.now += ms;
    waiting.splice(0).forEach((end) => end());
  };
  return { state, finish, page: cachedPage({ contentType: 'text/plain', pieces }, () => state.now) };
}

const textOf = async (page: SentPage): Promise<string> => Buffer.from(await page.bytes('identity')).toString();

describe('a cached page', () => {
  it('is made once for all who ask while it is made', async () => {
    const { state, finish, page } = aPage();
    const asked = Promise.all([textOf(page), textOf(page), textOf(page)]);
    await finish(100);
    expect(await asked).toEqual(['page 1', 'page 1', 'page 1']);
    expect(state.made).toBe(1);
  });

  it('is shown again for nine times as long as it took, then made anew', async () => {
    const { state, finish, page } = aPage();
    const first = textOf(page);
    await finish(100);
    await first;
    state.now += 899;
    expect(await textOf(page)).toBe('page 1');
    state.now += 1;
    const second = textOf(page);
    await finish(0);
    expect(await second).toBe('page 2');
  });

  it('is the same bytes for all, and is compressed once for all who take it so', async () => {
    const { finish, page } = aPage();
    const all = Promise.all([page.bytes('gzip'), page.bytes('identity'), page.bytes('gzip'), page.bytes('identity')]);
    await finish(100);
    const [smaller, plain, smallerAgain, plainAgain] = await all;
    expect([smallerAgain === smaller, plainAgain === plain, smaller === plain]).toEqual([true, true, false]);
    expect(gunzipSync(smaller).toString()).toBe('page 1');
    expect(await page.bytes('gzip')).toBe(smaller);
  });

  it('is tried again after it could not be made', async () => {
    let times = 0;
    async function* pieces(): AsyncGenerator<string> {
      times += 1;
      if (times === 1) {
        throw new Error('broken');
      }
      yield 'whole';
    }
    const page = cachedPage({ contentType: 'text/plain', pieces }, () => 0);
    await expect(page.bytes('identity')).rejects.toThrow('broken');
    expect(await textOf(page)).toBe('whole');
  });
});
