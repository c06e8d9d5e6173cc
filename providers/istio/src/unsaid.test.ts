import { ALL_TO_PRIMARY, type RoutedCanary, split, Stop } from '@flagger/api';
import { ORIGINAL } from '@flagger/mesh-kit';
import { MemoryObjects, meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { IstioRouter } from './router.ts';
import { routeLists, toApex, virtualService, virtualServiceRef } from './virtual-service.ts';

const basket = meshCanary();
const ref = virtualServiceRef(basket);
const to = (host: string, fields: object = {}): object => ({ destination: { host, ...fields } });
const http = (fields: object, ...route: readonly object[]): object => ({
  route: route.length > 0 ? route : [to('basket')],
  ...fields,
});
const uri = (prefix: string): object => ({ uri: { prefix } });

function routerIn(spec: object, metadata: object = {}) {
  const object = { ...ref, metadata: { ...ref.metadata, ...metadata }, spec: { hosts: ['basket'], ...spec } };
  const objects = new MemoryObjects({ objects: [object] });
  return { objects, router: new IstioRouter(objects), spec: object.spec };
}

/** What is said as it is seen and as it is to be written, and whether it is as it was after that. */
async function told(canary: RoutedCanary, given: object) {
  const { router, objects, spec } = routerIn(given);
  const said: string[] = [];
  for (const act of [() => router.prepare(canary), () => router.ensure(canary, ALL_TO_PRIMARY)]) {
    const error: unknown = await act().catch((caught: unknown) => caught);
    said.push(error instanceof Stop ? error.message : 'taken over');
  }
  return { said, isLeft: JSON.stringify(objects.peek(ref)?.spec) === JSON.stringify(spec) };
}

const TAKEN = { said: ['taken over', 'taken over'], isLeft: false };
const refusedWith = (sentence: string) => ({ said: Array(2).fill(expect.stringContaining(sentence)), isLeft: true });

describe("someone else's VirtualService is refused, and left as it is, where it", () => {
  it.each([
    ['answers some requests with errors', 'fault', { fault: { abort: { httpStatus: 500, percentage: { value: 1 } } } }],
    ['copies requests', 'mirror, mirrorPercentage', { mirror: { host: 'tap' }, mirrorPercentage: { value: 10 } }],
    ['copies requests to several', 'mirrors', { mirrors: [{ destination: { host: 'tap' } }] }],
    ['says what is yet to be invented', 'guard', { guard: { by: 'policy' } }],
    [
      'rewrites by a pattern',
      'rewrite.uriRegexRewrite',
      { rewrite: { uriRegexRewrite: { match: '/v1', rewrite: '/' } } },
    ],
    [
      'tries again elsewhere',
      'retries.retryRemoteLocalities',
      { retries: { attempts: 2, retryRemoteLocalities: true } },
    ],
  ])('%s', async (_title, lost, fields) => {
    const sentence = `VirtualService basket.shop with ${lost} of an http route, which would be lost`;
    expect(await told(basket, { http: [http(fields)] })).toEqual(refusedWith(sentence));
  });

  it.each([
    ['a subset', 'destination.subset', [http({}, to('basket', { subset: 'v1' }))]],
    [
      'settings for some requests',
      'timeout, rewrite',
      [http({ match: [uri('/old')], rewrite: { uri: '/' }, timeout: '9s' }), http({})],
    ],
    [
      'another port for some requests',
      'destination.port',
      [http({ match: [uri('/admin')] }, to('basket', { port: { number: 9090 } })), http({})],
    ],
    [
      'headers for some requests',
      'headers',
      [
        http(
          {},
          { ...to('basket'), weight: 90 },
          { ...to('basket'), weight: 10, headers: { request: { set: { a: 'b' } } } },
        ),
      ],
    ],
  ])('has %s', async (_title, lost, routes) => {
    expect(await told(basket, { http: routes })).toEqual(refusedWith(`with ${lost} of`));
  });

  it.each([
    ['one path', [http({ match: [uri('/api')] })], '[{"uri":{"prefix":"/api"}}]'],
    [
      'who has a header',
      [http({ match: [{ uri: { prefix: '/' }, headers: { 'x-key': { exact: 'a' } } }] })],
      '[{"uri":{"prefix":"/"},"headers":{"x-key":{"exact":"a"}}}]',
    ],
    [
      'several paths',
      [http({ match: [uri('/a'), uri('/b')] }), http({ match: [uri('/c')] })],
      '[{"uri":{"prefix":"/a"}},{"uri":{"prefix":"/b"}},{"uri":{"prefix":"/c"}}]',
    ],
    ['one gateway', [http({ match: [{ gateways: ['edge/b'] }] })], '[{"gateways":["edge/b"]}]'],
  ])('is for %s and the Canary says no match', async (_title, routes, match) => {
    const spec = { gateways: ['edge/a', 'edge/b'], http: routes };
    const sentence = `with the match ${match} of its http routes, which would be lost, allowed is a VirtualService basket.shop whose match spec.service.match says`;
    expect(await told(basket, spec)).toEqual(refusedWith(sentence));
    const matched = meshCanary({ service: { match: [{ uri: { prefix: '/api' } }] } });
    expect(await told(matched, spec)).toEqual(TAKEN);
  });
});

describe("someone else's VirtualService is taken over where", () => {
  it.each([
    ['a match fits everything', {}, [http({ match: [{ name: 'all', uri: { prefix: '/' } }] })]],
    ['a pattern does', {}, [http({ match: [{ uri: { regex: '/.*' }, ignoreUriCase: true }] })]],
    ['it is for all its gateways', {}, [http({ match: [{ gateways: ['edge/a', 'mesh'] }] })]],
    [
      'each gateway has a match for it',
      {},
      [http({ match: [{ gateways: ['edge/a'] }] }), http({ match: [{ gateways: ['mesh'] }] })],
    ],
    ['one of several fits everything', {}, [http({ match: [uri('/api')] }), http({})]],
    [
      'a Canary can say what it says',
      {},
      [
        http({
          name: 'a',
          timeout: '1s',
          retries: { attempts: 2 },
          rewrite: { uri: '/' },
          corsPolicy: { maxAge: '1h' },
        }),
      ],
    ],
    ['the Canary says how to retry', { retries: { attempts: 3 } }, [http({ retries: { backoff: '1s' } })]],
    ['what it has is empty', {}, [http({ match: [], mirrors: [] })]],
    [
      'what it has is empty or no',
      {},
      [http({ match: [{ ...uri('/'), headers: {} }], retries: { attempts: 1, retryRemoteLocalities: false } })],
    ],
    ['two routes say the same', {}, [http({ match: [uri('/a')] }, to('basket', { port: { number: 80 } })), http({})]],
    [
      'the Canary is for connections, and the routes stay',
      { appProtocol: 'tcp' },
      [http({ match: [uri('/a')], fault: { delay: { fixedDelay: '1s' } } })],
    ],
  ])('%s', async (_title, service, routes) => {
    const spec = { gateways: ['edge/a'], http: routes };
    expect(await told(meshCanary({ service }), spec)).toEqual(TAKEN);
  });

  it.each([
    [
      'the Canary owns it',
      { ownerReferences: virtualService(basket, ALL_TO_PRIMARY).metadata.ownerReferences },
      'basket',
    ],
    ['it was taken over', { annotations: { [ORIGINAL]: '{}' } }, 'basket'],
    ['Flagger took it over', {}, 'basket-primary'],
  ])('nothing is lost any more, since %s', async (_title, metadata, host) => {
    const { router } = routerIn(
      { http: [http({ match: [uri('/api')], mirror: { host: 'tap' } }, to(host))] },
      metadata,
    );
    await router.prepare(basket);
    await router.ensure(basket, split(40));
    expect(await router.routes(basket)).toEqual(split(40));
  });

  it('a Canary of that name left it, with a route for each entrance', async () => {
    const service = { gateways: ['edge/a', 'mesh'], hosts: ['basket.example'], rewrite: { uri: '/' } };
    const canary = meshCanary({ service });
    const left = { gateways: service.gateways, ...toApex(canary, routeLists(canary, ALL_TO_PRIMARY)) };
    expect(left.http).toHaveLength(2);
    expect(await told(canary, left)).toEqual(TAKEN);
  });
});
