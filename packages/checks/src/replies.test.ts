import { describe, expect, it } from '@jest/globals';
import nock from 'nock';
import { HOOKS, aCanary, find, hook, replies, withoutNetwork } from '../test/asking.ts';

withoutNetwork();

describe('a gate', () => {
  it.each(['confirm-rollout', 'pre-rollout', 'confirm-promotion', 'confirm-traffic-increase', 'post-rollout'] as const)(
    '%s calls its hooks up to the first that fails',
    async (type) => {
      replies('a', 200);
      replies('b', 403, 'closed');
      const canary = aCanary({ webhooks: [hook('z', 'rollout'), hook('a', type), hook('b', type), hook('c', type)] });
      expect(await find(type, canary)).toEqual([
        { kind: 'reply', hook: type, name: 'a', ok: true, message: '' },
        { kind: 'reply', hook: type, name: 'b', ok: false, message: 'closed' },
      ]);
    },
  );

  it('rollback calls its hooks up to the first that succeeds', async () => {
    replies('a', 403, 'no');
    replies('b', 200);
    const canary = aCanary({ webhooks: [hook('a', 'rollback'), hook('b', 'rollback'), hook('c', 'rollback')] });
    expect(await find('rollback', canary)).toMatchObject([
      { name: 'a', ok: false, message: 'no' },
      { name: 'b', ok: true },
    ]);
  });

  it('sends what the question says, and metadata with sorted keys where there is some', async () => {
    const bodies: unknown[] = [];
    for (const name of ['a', 'b']) {
      nock(HOOKS)
        .post(`/${name}`, (body) => bodies.push(JSON.stringify(body)) > 0)
        .reply(200);
    }
    await find(
      'pre-rollout',
      aCanary({
        webhooks: [
          hook('a', 'pre-rollout', { metadata: { type: 'bash', cmd: 'true' } }),
          hook('b', 'pre-rollout', { metadata: {} }),
        ],
      }),
    );
    const common = '{"name":"loam","namespace":"test","phase":"Progressing","checksum":"17"';
    expect(bodies).toEqual([`${common},"metadata":{"cmd":"true","type":"bash"}}`, `${common}}`]);
  });
});

describe('the id of a call', () => {
  const ids = async (...names: readonly string[]) => {
    const seen: string[] = [];
    for (const name of names) {
      nock(HOOKS)
        .post(`/${name}`)
        .matchHeader('x-flagger-id', (id) => seen.push(String(id)) > 0)
        .reply(200);
    }
    await find('pre-rollout', aCanary({ webhooks: names.map((name) => hook(name, 'pre-rollout')) }));
    return [...new Set(seen)];
  };

  it('is that of the question with a part of its own for each hook, also for hooks of one name', async () => {
    const seen = await ids('a', 'b', 'a');
    expect(seen).toHaveLength(3);
    expect(seen.every((id) => /^step\.7\.[0-9a-f]{8}$/.test(id))).toBe(true);
  });

  it('is the same when the question is asked again, also after another hook has come', async () => {
    const [a, b] = await ids('a', 'b');
    expect(await ids('new', 'a', 'b')).toEqual([expect.any(String), a, b]);
  });
});
