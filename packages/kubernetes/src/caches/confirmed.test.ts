import { describe, expect, it } from '@jest/globals';
import { type KubeObject, Wait } from '@flagger/api';
import { anObject } from '../../test/api-server.ts';
import { Cache } from './cache.ts';
import { confirmed } from './confirmed.ts';
import type { Mode } from './reflector-options.ts';

const KEY = 'test/podinfo';

/** A kind whose watch has brought nothing yet, and what a GET answers. */
function aKind(answer: () => KubeObject | undefined, mode: Mode = 'watched') {
  const cache = new Cache({ trim: (object) => object, onChange: () => undefined });
  cache.listing().done('1');
  const gets: string[] = [];
  return {
    cache,
    mode,
    gets,
    read: async (key: string, canaryKey: string) => {
      cache.claim(key, canaryKey);
      const found = cache.read(key);
      return found.state === 'kept' ? found.object : undefined;
    },
    fetched: async (key: string) => {
      gets.push(key);
      const object = answer();
      if (object) {
        cache.fetched(object);
      }
      return object;
    },
  };
}

const look = (kind: ReturnType<typeof aKind>, canaryKey = 'test/canary'): Promise<KubeObject | undefined> =>
  confirmed(kind, { key: KEY, canaryKey });

describe('confirmed', () => {
  it('asks for what the watch has not brought, and has it in the cache then', async () => {
    const kind = aKind(() => anObject('podinfo', '5'));
    expect(await look(kind)).toMatchObject({ metadata: { name: 'podinfo' } });
    await look(kind);
    expect(kind.gets).toEqual([KEY]);
  });

  it('asks once for each canary, and anew for one that did not want to know for some time', async () => {
    const kind = aKind(() => undefined);
    await look(kind);
    await look(kind);
    await look(kind, 'test/other');
    expect(kind.gets).toHaveLength(2);
    kind.cache.forget('test/canary');
    await look(kind);
    await look(kind, 'test/other');
    expect(kind.gets).toHaveLength(3);
  });

  it('waits for an answer, and asks until there is one', async () => {
    let isAway = true;
    const kind = aKind(() => {
      if (isAway) {
        throw new Wait('the API server is away');
      }
      return undefined;
    });
    await expect(look(kind)).rejects.toThrow('the API server is away');
    isAway = false;
    expect(await look(kind)).toBeUndefined();
    await look(kind);
    expect(kind.gets).toHaveLength(2);
  });

  it('believes the watch where a GET is not allowed', async () => {
    const kind = aKind(() => {
      throw new Error('forbidden');
    });
    expect(await look(kind)).toBeUndefined();
    await look(kind);
    expect(kind.gets).toHaveLength(1);
  });

  it('asks no second time where each read is a request', async () => {
    const kind = aKind(() => undefined, 'by-name');
    await look(kind);
    expect(kind.gets).toEqual([]);
  });
});
