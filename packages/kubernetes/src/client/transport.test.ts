import { describe, expect, it } from '@jest/globals';
import { Conflict, Wait } from '@flagger/api';
import { type Answering, refuse, send, serve, type TestServer, until } from '../../test/api-server.ts';
import { apiErrorIn } from './api-error.ts';
import type { RequestMeasurement } from './exchange.ts';
import { type Resource, SECRETS } from './resource.ts';
import { type Call, createTransport, type Transport } from './transport.ts';

const VIRTUAL_SERVICES: Resource = {
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  plural: 'virtualservices',
  namespaced: true,
  verbs: [],
};
const PATH = '/apis/networking.istio.io/v1/namespaces/test/virtualservices';
const patch: Call = {
  verb: 'patch',
  resource: VIRTUAL_SERVICES,
  place: { namespace: 'test', name: 'podinfo' },
  body: { spec: {} },
  contentType: 'application/merge-patch+json',
};
const get: Call = { verb: 'get', resource: VIRTUAL_SERVICES, place: { namespace: 'test', name: 'podinfo' } };
const create: Call = {
  verb: 'create',
  resource: VIRTUAL_SERVICES,
  place: { namespace: 'test', name: 'podinfo' },
  body: { spec: {} },
};
const TIMINGS = { deadlineMs: 15_000, attemptMs: 10_000, firstPauseMs: 1, longestPauseMs: 5 };

const transportTo = (
  { connection }: TestServer,
  timings: Partial<typeof TIMINGS> = {},
  onRequest?: (measurement: RequestMeasurement) => void,
): Transport => createTransport({ connection, timings: { ...TIMINGS, ...timings }, onRequest });

/** Answers the first requests as told, one after the other, and all further ones with an object. */
function first(...answers: readonly Answering[]): Answering {
  const left = [...answers];
  return (asked, response) =>
    (left.shift() ?? ((_, last) => send(last, { metadata: { name: 'podinfo' } })))(asked, response);
}

const errorOf = (promise: Promise<unknown>): Promise<Error> =>
  promise.then(
    () => new Error('it went well'),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );

describe('request', () => {
  it('ends with all others when the transport ends, also while it is under way, and is not made after that', async () => {
    const server = await serve(() => undefined);
    const end = new AbortController();
    const transport = createTransport({ connection: server.connection, timings: TIMINGS, signal: end.signal });
    const own = new AbortController();
    const made = [errorOf(transport.request(patch)), errorOf(transport.request({ ...get, signal: own.signal }))];
    await until(() => server.asked.length === 2);
    end.abort(new Error('stopping'));
    expect((await Promise.all(made)).map(({ message }) => message)).toEqual(['stopping', 'stopping']);
    await expect(transport.request(get)).rejects.toThrow('stopping');
    expect(server.asked).toHaveLength(2);
  });

  it('sends path, headers and body, and gives the parsed answer', async () => {
    const server = await serve(first());
    expect(await transportTo(server).request({ ...patch, query: { fieldManager: 'flagger' } })).toEqual({
      metadata: { name: 'podinfo' },
    });
    expect(server.asked).toMatchObject([
      {
        method: 'PATCH',
        path: `${PATH}/podinfo`,
        query: { fieldManager: 'flagger' },
        headers: {
          'content-type': 'application/merge-patch+json',
          accept: 'application/json',
          'user-agent': 'flagger-ts/1.2.3',
        },
        body: { spec: {} },
      },
    ]);
  });

  it('creates in the collection', async () => {
    const server = await serve(first());
    await transportTo(server).request(create);
    expect(server.lines()).toEqual([`POST ${PATH}`]);
  });

  it.each([408, 429, 500, 502, 503, 504])('tries again after %i, also what writes', async (code) => {
    const server = await serve(first((_, response) => refuse(response, code)));
    await transportTo(server).request(patch);
    expect(server.lines()).toEqual([`PATCH ${PATH}/podinfo`, `PATCH ${PATH}/podinfo`]);
  });

  it('tries again after a reset connection', async () => {
    const server: TestServer = await serve(first(() => server.reset()));
    await transportTo(server).request(patch);
    expect(server.asked).toHaveLength(2);
  });

  it('tries again when an answer does not come', async () => {
    const server = await serve(first(() => undefined));
    await transportTo(server, { attemptMs: 500 }).request(get);
    expect(server.asked.length).toBeGreaterThan(1);
  });

  it('tries again when an answer is cut off or no JSON', async () => {
    const cutOff: Answering = (_, response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{"metadata"');
      response.socket?.destroySoon();
    };
    const server = await serve(first(cutOff, (_, response) => response.end('<html>')));
    await transportTo(server).request(get);
    expect(server.asked).toHaveLength(3);
  });

  it('becomes a Wait that names what was tried when nothing answers until the deadline', async () => {
    const server = await serve((_, response) => response.destroy());
    const error = await errorOf(transportTo(server, { deadlineMs: 200 }).request(patch));
    expect(error).toBeInstanceOf(Wait);
    expect(error.message).toMatch(/^patching VirtualService podinfo\.test: /);
  });

  it('says why the attempts before the deadline failed, not that the last one was cut short by it', async () => {
    const server = await serve(
      first(
        (_, response) => refuse(response, 500, 'etcd is busy'),
        () => undefined,
      ),
    );
    const error = await errorOf(transportTo(server, { deadlineMs: 1_000 }).request(get));
    expect(error.message).toBe('reading VirtualService podinfo.test: etcd is busy');
  });

  it('gives up at once when the server wants us to wait for longer than the deadline', async () => {
    const server = await serve((_, response) =>
      send(response, { message: 'too many' }, { code: 429, headers: { 'retry-after': '60' } }),
    );
    const error = await errorOf(transportTo(server).request(get));
    expect(error).toMatchObject({
      name: 'Wait',
      afterMs: 60_000,
      message: 'reading VirtualService podinfo.test: too many',
    });
    expect(server.asked).toHaveLength(1);
  });

  it('becomes a Conflict for 409, not tried again', async () => {
    const server = await serve((_, response) => refuse(response, 409, 'the object has been modified'));
    const error = await errorOf(transportTo(server).request(patch));
    expect(error).toBeInstanceOf(Conflict);
    expect(apiErrorIn(error)).toMatchObject({ status: 409, reason: 'Conflict' });
    expect(server.asked).toHaveLength(1);
  });

  it('becomes a Conflict when a create whose answer was lost is repeated', async () => {
    const server: TestServer = await serve(
      first(
        () => server.reset(),
        (_, response) => refuse(response, 409),
      ),
    );
    expect(await errorOf(transportTo(server).request(create))).toBeInstanceOf(Conflict);
  });

  it('becomes a plain error for 422, not tried again', async () => {
    const server = await serve((_, response) => refuse(response, 422, 'spec.hosts: Required value'));
    const error = await errorOf(transportTo(server).request(patch));
    expect(error).not.toBeInstanceOf(Wait);
    expect(error.message).toBe('patching VirtualService podinfo.test: spec.hosts: Required value');
    expect(server.asked).toHaveLength(1);
  });

  it('becomes a plain error that names verb, resource and namespace for 403', async () => {
    const server = await serve((_, response) => refuse(response, 403, 'no RBAC policy matched'));
    const error = await errorOf(transportTo(server).request(patch));
    expect(error).not.toBeInstanceOf(Wait);
    expect(error.message).toBe(
      'patching VirtualService podinfo.test: forbidden to patch virtualservices.networking.istio.io in namespace test: no RBAC policy matched',
    );
  });

  it('quotes neither a whole object nor what was wrong with a Secret', async () => {
    const server = await serve((_, response) =>
      refuse(response, 422, 'patch: Invalid value: "{"password":"hunter2"}": json: cannot unmarshal'),
    );
    const error = await errorOf(transportTo(server).request(patch));
    expect(error.message).toBe(
      'patching VirtualService podinfo.test: patch: Invalid value: {…}: json: cannot unmarshal',
    );
    const ofSecret = await errorOf(transportTo(server).request({ ...patch, resource: SECRETS }));
    expect(ofSecret.message).toBe('patching Secret podinfo.test: 422 Invalid');
  });

  it('ends when its signal aborts, with the reason of that', async () => {
    const end = new AbortController();
    const server = await serve(() => end.abort(new Error('the lease is lost')));
    const error = await errorOf(transportTo(server).request({ ...get, signal: end.signal }));
    expect(error.message).toBe('the lease is lost');
    expect(server.asked).toHaveLength(1);
  });

  it('measures every attempt by verb, resource and code', async () => {
    const measured: string[] = [];
    const server: TestServer = await serve(
      first(
        (_, response) => refuse(response, 500),
        () => server.reset(),
      ),
    );
    await transportTo(server, {}, ({ verb, resource, code, seconds }) =>
      measured.push(`${verb} ${resource} ${code} ${seconds >= 0}`),
    ).request(patch);
    expect(measured).toEqual(
      ['500', 'error', '200'].map((code) => `patch virtualservices.networking.istio.io ${code} true`),
    );
  });
});

describe('stream', () => {
  const watch: Call = { verb: 'watch', resource: VIRTUAL_SERVICES, place: { namespace: 'test' } };

  it('is not tried again: whoever watches knows from where to go on', async () => {
    const server = await serve((_, response) => refuse(response, 500));
    const error = await errorOf(transportTo(server).stream(watch));
    expect(error.message).toBe('watching VirtualService in namespace test: no');
    expect(server.asked).toHaveLength(1);
  });

  it('fails where the headers do not come by the deadline', async () => {
    const server = await serve(() => undefined);
    const error = await errorOf(transportTo(server, { deadlineMs: 30 }).stream(watch));
    expect(error.message).toBe('watching VirtualService in namespace test: no answer within 30 ms');
  });
});
