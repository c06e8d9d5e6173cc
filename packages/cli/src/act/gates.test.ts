import { beforeAll, describe, expect, it } from '@jest/globals';
import { house, type Setting } from '../../test/house.ts';

const cluster = house();

beforeAll(() =>
  cluster.put({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'gates', namespace: 'test' },
    data: { note: 'of a person' },
  }),
);

describe('gates in the ConfigMap of the load tester', () => {
  it('are opened once, listed with who and why, and closed', async () => {
    const open = 'gate open podinfo -n test --configmap test/gates --by anna --why "tested by hand"';
    expect((await cluster.type('gate list --configmap test/gates')).told).toBe(
      'Nobody has touched a gate: all are closed.',
    );
    expect((await cluster.type(open)).out).toBe('the gate of podinfo.test   closed → open\n');
    expect((await cluster.type(open)).out).toBe('the gate of podinfo.test is open already\n');
    const listed = JSON.parse((await cluster.type('gate list --configmap test/gates -o json')).out) as object;
    expect(listed).toMatchObject({
      kind: 'GateList',
      items: [
        { kind: 'gate', name: 'podinfo', namespace: 'test', gate: '', isOpen: true, by: 'anna', why: 'tested by hand' },
      ],
    });
    const { out } = await cluster.type('gate close podinfo -n test --configmap test/gates');
    expect(out).toBe('the gate of podinfo.test   open → closed\n');
    expect((await cluster.type('gate list --configmap test/gates')).out).toMatch(/test +podinfo +\(all\) +closed/);
  });

  it('are several of one canary, and one for rollbacks', async () => {
    await cluster.type('gate open podinfo -n test --configmap test/gates --gate load');
    await cluster.type('gate open podinfo -n test --configmap test/gates --rollback');
    const { items } = JSON.parse((await cluster.type('gate list --configmap test/gates -o json')).out) as {
      items: readonly { kind: string; gate: string; isOpen: boolean }[];
    };
    expect(
      items
        .filter(({ isOpen }) => isOpen)
        .map(({ kind, gate }) => `${kind} ${gate}`)
        .sort(),
    ).toEqual(['gate load', 'rollback ']);
  });

  it.each([
    ['gate list', 2],
    ['gate list --configmap a/b/c', 2],
    ['gate list --url nowhere', 2],
    ['gate list --configmap test/none', 1],
    ['gate open podinfo --rollback --gate x --configmap test/gates', 2],
    ['gate list --url http://127.0.0.1:1', 7],
  ])('%s ends with %i', async (line, code) => {
    expect((await cluster.type(line)).code).toBe(code);
  });
});

describe('gates by the HTTP of the load tester', () => {
  it('are moved by what a webhook would send, with who and why', async () => {
    const asked: unknown[] = [];
    const fetch: Setting['fetch'] = async (url, { method, body }) => {
      asked.push([method, url, body === undefined ? undefined : JSON.parse(body)]);
      return { status: method === 'GET' ? 200 : 202, text: '[]' };
    };
    const url = 'http://localhost:8080';
    await cluster.type(`gate open podinfo -n test --url ${url} --gate ask --by anna --why "it works"`, { fetch });
    const metadata = { who: 'anna', why: 'it works' };
    expect(asked).toEqual([
      ['GET', `${url}/gates`, undefined],
      ['POST', `${url}/gate/open/ask`, { name: 'podinfo', namespace: 'test', metadata }],
    ]);
  });

  it('say why nobody answers, and how one of the cluster is reached', async () => {
    const fetch: Setting['fetch'] = () =>
      Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 127.0.0.1:8080') }));
    expect(await cluster.type('gate list --url http://localhost:8080', { fetch })).toMatchObject({
      code: 7,
      told: expect.stringMatching(/does not answer: connect ECONNREFUSED 127\.0\.0\.1:8080; kubectl port-forward/),
    });
  });

  it('end with what the load tester refuses', async () => {
    const fetch: Setting['fetch'] = async () => ({ status: 403, text: 'Forbidden' });
    expect(await cluster.type('gate list --url http://localhost:8080', { fetch })).toMatchObject({
      code: 6,
      told: 'error: the load tester answered 403 Forbidden',
    });
  });
});
