import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadTester } from '../../test/load-tester.ts';
import { namespaceRule } from './namespaces.ts';

const PLAIN = 'text/plain; charset=utf-8';
const METHODS = ['GET', 'POST', 'DELETE', 'PUT'];

describe('a path without a body', () => {
  it.each([
    ['/healthz', 200, 'OK'],
    ['/gate/approve', 200, 'OK'],
    ['/gate/halt', 403, 'Forbidden'],
  ])('%s answers %d %s, whatever the method', async (path, status, text) => {
    const { post } = await loadTester();
    for (const method of METHODS) {
      const answer = await post(path, '', { method, ...(method === 'GET' && { body: null }) });
      expect(answer).toEqual({ status, text, type: PLAIN });
    }
  });

  it('/metrics shows the process and what was run', async () => {
    const { get, post } = await loadTester();
    await post('/', { metadata: { type: 'bash', cmd: 'exit 3' } });
    const { status, text, type } = await get('/metrics');
    expect({ status, type }).toEqual({ status: 200, type: 'text/plain; version=0.0.4; charset=utf-8' });
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toContain('flagger_loadtest_tasks_total{type="bash",result="failed"} 1');
  });
});

describe.each(['gate', 'rollback'])('the paths of a %s', (kind) => {
  it('are closed, open and closed again', async () => {
    const { post } = await loadTester();
    const check = () => post(`/${kind}/check`);
    const closed = { status: 403, text: 'Forbidden', type: PLAIN };
    expect(await check()).toEqual(closed);
    expect(await post(`/${kind}/open`)).toEqual({ status: 202, text: '', type: null });
    expect(await check()).toEqual({ status: 200, text: 'Approved', type: PLAIN });
    expect(await post(`/${kind}/check`, { name: 'other' })).toEqual(closed);
    expect(await post(`/${kind === 'gate' ? 'rollback' : 'gate'}/check`)).toEqual(closed);
    expect(await post(`/${kind}/close`)).toEqual({ status: 202, text: '', type: null });
    expect(await check()).toEqual(closed);
  });

  it.each(['check', 'open', 'close'])(
    'answer 400 without a text to what is no JSON, and 403 to a namespace that is not served: %s',
    async (verb) => {
      const { post } = await loadTester({ isServed: namespaceRule('^prod$') ?? (() => true) });
      expect(await post(`/${kind}/${verb}`, 'no json')).toEqual({ status: 400, text: '', type: null });
      expect(await post(`/${kind}/${verb}`)).toEqual({ status: 403, text: 'Forbidden', type: PLAIN });
      expect((await post(`/${kind}/open`, { namespace: 'prod' })).status).toBe(202);
    },
  );
});

describe('any other path', () => {
  it.each(['/', '/unknown', '/gate/open/', '/rollback/check/a', '/gate/check/_'])('%s is a task', async (path) => {
    const { post } = await loadTester({ isServed: namespaceRule('test') ?? (() => true) });
    expect(await post(path, '')).toEqual({ status: 400, text: '', type: null });
    expect(await post(path, { namespace: 'prod' })).toEqual({ status: 403, text: 'Forbidden', type: PLAIN });
    const answer = { status: 400, text: 'metadata not found in payload', type: PLAIN };
    expect(await post(path, {})).toEqual(answer);
    expect(await post(path, { metadata: {} })).toEqual(answer);
  });

  it('in another form is redirected, and Go repeats the POST there', async () => {
    const { url, post } = await loadTester();
    const answer = await fetch(`${url}//gate/./check?a=b`, { method: 'POST', body: '{}', redirect: 'manual' });
    expect([answer.status, answer.headers.get('location')]).toEqual([307, '/gate/check?a=b']);
    await post('/gate/open');
    expect((await post('//gate/check')).text).toBe('Approved');
  });
});

describe('a payload', () => {
  it.each([
    ['a number among the metadata', '{"metadata":{"a":1}}'],
    ['a number as name', '{"name":1}'],
    ['a list', '[]'],
    ['a text', '"a"'],
    ['more than one value', '{} {}'],
  ])('with %s is answered 400', async (_, body) => {
    const { post } = await loadTester();
    expect(await post('/gate/open', body)).toEqual({ status: 400, text: '', type: null });
  });

  it('is read as Go reads it: names in any case, null for nothing, unknown fields ignored', async () => {
    const { post } = await loadTester();
    await post('/gate/open', '{"NAME":"podinfo","NameSpace":"test","phase":null,"more":[1]}');
    expect((await post('/gate/check')).text).toBe('Approved');
    expect((await post('/gate/check', 'null')).status).toBe(403);
  });

  it('that is too long is answered 413', async () => {
    const { post } = await loadTester({ maxBodyBytes: 100 });
    expect((await post('/gate/open', { phase: 'x'.repeat(200) })).status).toBe(413);
    expect((await post('/gate/open')).status).toBe(202);
  });
});

describe('a load tester with a token file', () => {
  it('answers who brings one of its tokens, also in the address, and probes', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'tokens-')), 'tokens');
    await writeFile(file, 'first\nsecond\n');
    const { post, get } = await loadTester({ tokenFile: file });
    const as = async (authorization: string) => (await post('/gate/open', {}, { headers: { authorization } })).status;
    expect((await post('/gate/open')).status).toBe(401);
    expect(await as('Bearer third')).toBe(401);
    expect(await as('Bearer ')).toBe(401);
    expect(await as('Bearer first')).toBe(202);
    expect(await as(`Basic ${Buffer.from('flagger:second').toString('base64')}`)).toBe(202);
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/tasks')).status).toBe(401);
  });

  it('answers nobody where the file is not there', async () => {
    const { post } = await loadTester({ tokenFile: '/nowhere/tokens' });
    expect((await post('/gate/open', {}, { headers: { authorization: 'Bearer a' } })).status).toBe(401);
  });
});

describe('the expression for namespaces', () => {
  it('is found anywhere, as Go finds it, unless it is anchored', () => {
    expect(namespaceRule('prod')?.('preproduction')).toBe(true);
    expect(namespaceRule('^(?:prod)$')?.('preproduction')).toBe(false);
    expect(namespaceRule('')?.('any')).toBe(true);
    expect(namespaceRule('(?=a)')).toBeUndefined();
  });
});
