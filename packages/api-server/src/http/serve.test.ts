import { get } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { at, stringAt } from '../json.ts';
import { aConfigMap, CONFIG_MAPS, trial, type Trial } from '../trial/trial.ts';

let cluster: Trial;
beforeAll(async () => {
  cluster = await trial();
});
afterAll(() => cluster.close());

const statusOf = async (path: string, token: string): Promise<number> =>
  (await cluster.send({ method: 'GET', path, token })).status;

describe('a client', () => {
  it.each([
    ['no token', ''],
    ['another token', 'secret-tokem'],
    ['the beginning of the token', 'secret'],
    ['more than the token', 'secret-token2'],
  ])('with %s is turned away from everything', async (_, token) => {
    for (const path of [CONFIG_MAPS, '/api', '/apis', '/openapi/v3', '/version', '/nothing']) {
      expect(await statusOf(path, token)).toBe(401);
    }
    const body = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Unauthorized',
      reason: 'Unauthorized',
      code: 401,
    };
    expect((await cluster.send({ method: 'GET', path: CONFIG_MAPS, token })).body).toEqual(body);
  });

  it('without the token changes nothing, and learns nothing of whether its object could be read', async () => {
    expect(
      (
        await cluster.send({
          method: 'POST',
          path: CONFIG_MAPS,
          body: JSON.stringify(aConfigMap('stolen')),
          token: 'x',
        })
      ).status,
    ).toBe(401);
    expect((await cluster.send({ method: 'POST', path: CONFIG_MAPS, body: '{', token: 'x' })).status).toBe(401);
    expect((await cluster.get(`${CONFIG_MAPS}/stolen`)).status).toBe(404);
  });

  it('may ask without a token whether the server lives', async () => {
    expect(
      await Promise.all(['/healthz', '/livez', '/readyz', '/readyz/ping'].map((path) => statusOf(path, ''))),
    ).toEqual([200, 200, 200, 200]);
  });

  it('that does not know the certificate does not trust the server', async () => {
    const outcome = await new Promise<string>((resolve) => {
      get(`${cluster.server.url}/healthz`, () => resolve('trusted')).on('error', (error) => resolve(error.message));
    });
    expect(outcome).toContain('self-signed');
  });

  it('may write YAML and read it', async () => {
    const answer = await cluster.send({
      method: 'POST',
      path: CONFIG_MAPS,
      body: stringify(aConfigMap('yaml', { data: { a: 'b' } })),
      contentType: 'application/yaml',
      accept: 'application/json',
    });
    expect(answer).toMatchObject({ status: 201, body: { data: { a: 'b' } } });
  });

  it('may write protobuf, as client-go does', async () => {
    const answer = await cluster.send({
      method: 'POST',
      path: CONFIG_MAPS,
      body: protobuf('from-go', { a: 'b' }).toString('latin1'),
      contentType: 'application/vnd.kubernetes.protobuf',
    });
    expect(answer).toMatchObject({ status: 201, body: { metadata: { name: 'from-go' }, data: { a: 'b' } } });
  });

  it('that wants what there is not is 406', async () => {
    expect((await cluster.get(CONFIG_MAPS, 'text/html')).status).toBe(406);
  });

  it('that sends too much is 413', async () => {
    const body = JSON.stringify(aConfigMap('large', { data: { a: 'x'.repeat(4 * 1024 * 1024) } }));
    expect((await cluster.send({ method: 'POST', path: CONFIG_MAPS, body })).status).toBe(413);
  });

  it('may ask who it is and what it may do', async () => {
    const review = (kind: string, group: string, spec = {}): Promise<{ readonly body: Parameters<typeof at>[0] }> =>
      cluster.post(`/apis/${group}/v1/${kind.toLowerCase()}s`, { apiVersion: `${group}/v1`, kind, spec });
    expect(
      stringAt((await review('SelfSubjectReview', 'authentication.k8s.io')).body, 'status', 'userInfo', 'username'),
    ).toBe('sandbox-admin');
    expect(
      at(
        (
          await review('SelfSubjectAccessReview', 'authorization.k8s.io', {
            resourceAttributes: { verb: 'get', resource: 'pods' },
          })
        ).body,
        'status',
        'allowed',
      ),
    ).toBe(true);
  });
});

/** A field of a protobuf message that is a text or another message. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  return Buffer.concat([Buffer.from([(number << 3) | 2, bytes.length]), bytes]);
}

/** A ConfigMap in the envelope that client-go puts around objects. */
function protobuf(name: string, data: Readonly<Record<string, string>>): Buffer {
  const entries = Object.entries(data).map(([key, value]) => field(2, Buffer.concat([field(1, key), field(2, value)])));
  const object = Buffer.concat([field(1, field(1, name)), ...entries]);
  const type = Buffer.concat([field(1, 'v1'), field(2, 'ConfigMap')]);
  return Buffer.concat([Buffer.from('k8s\0'), field(1, type), field(2, object)]);
}
