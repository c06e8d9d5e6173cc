import { describe, expect, it } from '@jest/globals';
import { loadTester } from '../../test/load-tester.ts';
import { gateIn, type GateBook, pass, put, stateBy, textOf } from './gate-book.ts';
import { recordsOf } from './gate-record.ts';
import type { GateName } from './gates.ts';

const aGate = (changes: Partial<GateName> = {}): GateName => ({
  kind: 'gate',
  name: 'podinfo',
  namespace: 'test',
  gate: '',
  ...changes,
});

describe('a gate of its own path', () => {
  it('is another one than that of the canary', async () => {
    const { post } = await loadTester();
    await post('/gate/open/confirm-promotion');
    expect((await post('/gate/check/confirm-promotion')).text).toBe('Approved');
    expect((await post('/gate/check/confirm-rollout')).text).toBe('Forbidden');
    expect((await post('/gate/check')).text).toBe('Forbidden');
    await post('/gate/close/confirm-promotion');
    expect((await post('/gate/check/confirm-promotion')).text).toBe('Forbidden');
  });
});

describe('/gates', () => {
  it('keeps so much of who and why as people read, and takes no name that Kubernetes does not', async () => {
    const { post, get } = await loadTester();
    await post('/gate/open', { metadata: { who: 'a'.repeat(1000), why: 'b'.repeat(1000) } });
    expect(JSON.parse((await get('/gates')).text)).toEqual([
      expect.objectContaining({ by: 'a'.repeat(100), why: 'b'.repeat(200) }),
    ]);
    expect(await post('/gate/open', { name: 'a'.repeat(254) })).toMatchObject({ status: 400 });
  });

  it('says who opened and closed what, when and why', async () => {
    const { post, get } = await loadTester();
    await post('/gate/open/a', { metadata: { who: 'ann', why: 'it was tested' } });
    await post('/rollback/close');
    const listed = JSON.parse((await get('/gates')).text) as unknown;
    const at = expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/);
    const canary = { name: 'podinfo', namespace: 'test' };
    expect(listed).toEqual([
      { ...canary, kind: 'gate', gate: 'a', isOpen: true, by: 'ann', why: 'it was tested', at },
      { ...canary, kind: 'rollback', gate: '', isOpen: false, by: expect.stringContaining('127.0.0.1'), at },
    ]);
  });
});

describe('a gate that is to close after the rollout', () => {
  const once = { metadata: { closeAfterRollout: 'true' } };

  it('lets one release pass as often as it asks, and no other', async () => {
    const { post } = await loadTester();
    await post('/gate/open', once);
    const check = async (checksum: string) => (await post('/gate/check', { checksum })).text;
    expect([await check('1'), await check('1'), await check('2'), await check('1')]).toEqual([
      'Approved',
      'Approved',
      'Forbidden',
      'Forbidden',
    ]);
  });

  it.each(['Succeeded', 'Failed'])(
    'closes when a hook says %s, also where only the hook asked for it',
    async (phase) => {
      const { post, get } = await loadTester();
      await post('/gate/open');
      await post('/rollback/open');
      expect((await post('/gate/check', { phase: 'Progressing', ...once })).text).toBe('Approved');
      await post('/', { phase: 'Progressing' });
      expect((await post('/gate/check', { phase: 'Progressing' })).text).toBe('Approved');
      await post('/', { phase, name: 'other' });
      expect((await post('/gate/check', { phase: 'Progressing' })).text).toBe('Approved');
      await post('/', { phase });
      expect((await post('/gate/check', { phase: 'Progressing' })).text).toBe('Forbidden');
      expect((await post('/rollback/check', { phase: 'Progressing' })).text).toBe('Approved');
      expect((await get('/gates')).text).toContain('the end of the rollout');
    },
  );

  it('is every gate where the load tester was started so, but for whom asks otherwise', async () => {
    const { post } = await loadTester({ closeGates: true });
    await post('/gate/open');
    await post('/gate/open', { name: 'other', metadata: { closeAfterRollout: 'false' } });
    for (const name of ['podinfo', 'other']) {
      await post('/', { phase: 'Succeeded', name });
    }
    expect((await post('/gate/check')).text).toBe('Forbidden');
    expect((await post('/gate/check', { name: 'other', metadata: { closeAfterRollout: 'false' } })).text).toBe(
      'Approved',
    );
  });

  it('can be opened again with the body of the rollout that is over', async () => {
    const { post } = await loadTester();
    await post('/gate/open', { phase: 'Succeeded', ...once });
    expect((await post('/gate/check', { phase: 'Progressing' })).text).toBe('Approved');
  });
});

describe('the book of gates', () => {
  it('has a name for every gate that is read back, whatever is in it', () => {
    const odd = aGate({ name: 'a/b.c%', namespace: 'rollback/x', gate: 'é' });
    expect(gateIn(textOf(odd))).toEqual(odd);
    expect(gateIn('something/else')).toBeUndefined();
  });

  it('forgets the closed gates that were touched longest ago, and no open one', () => {
    let book: GateBook = new Map();
    const touch = (name: string, isOpen: boolean): void => {
      ({ book } = put(aGate({ name }), stateBy({ by: 'ann' }, isOpen, 'now'))(book));
    };
    touch('open', true);
    for (let number = 0; number < 1_002; number++) {
      touch(String(number), false);
    }
    expect(book.size).toBe(1_001);
    expect(book.has(textOf(aGate({ name: 'open' })))).toBe(true);
    expect(book.has(textOf(aGate({ name: '1' })))).toBe(false);
    expect(book.has(textOf(aGate({ name: '2' })))).toBe(true);
  });

  it('fits into a ConfigMap whatever is said: closed gates go first, then the open ones touched longest ago', () => {
    const long = (isOpen: boolean) => stateBy({ by: '\u0001'.repeat(100), why: '\u0001'.repeat(200) }, isOpen, 'now');
    const name = 'é'.repeat(250);
    let book: GateBook = new Map([[textOf(aGate({ name: 'closed' })), long(false)]]);
    const closed: string[] = [];
    for (let number = 100; number < 700; number++) {
      const done = put(aGate({ name: `${name}${number}` }), long(true))(book);
      ({ book } = done);
      closed.push(...done.answer);
    }
    const records = recordsOf(book);
    const bytes = [...records].reduce((sum, [key, value]) => sum + key.length + Buffer.byteLength(value), 0);
    expect(bytes).toBeLessThan(1 << 20);
    expect(book.has(textOf(aGate({ name: 'closed' })))).toBe(false);
    expect(closed[0]).toBe(textOf(aGate({ name: `${name}100` })));
    expect(closed).toHaveLength(600 - book.size);
    expect(book.size).toBeGreaterThan(100);
  });

  it('does not change where a gate is only asked about', () => {
    const { book } = put(aGate(), stateBy({ by: 'ann', isOnce: true }, true, 'now'))(new Map());
    const first = pass(aGate(), { checksum: '1', isOnce: false }, 'now')(book);
    expect(first.book).not.toBe(book);
    expect(pass(aGate(), { checksum: '1', isOnce: false }, 'now')(first.book)).toEqual({
      book: first.book,
      answer: true,
    });
    expect(pass(aGate({ name: 'other' }), { checksum: '1', isOnce: true }, 'now')(book).book).toBe(book);
  });
});
