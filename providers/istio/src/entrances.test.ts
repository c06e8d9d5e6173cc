import { split } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { httpRoutes, type HttpRoute } from './virtual-service.ts';

const BOTH = ['edge/public', 'mesh'];
const routes = (service: object, analysis?: object): readonly HttpRoute[] =>
  httpRoutes(meshCanary({ service, ...(analysis && { analysis }) }), split(30));
const portsOf = ({ route = [] }: HttpRoute): unknown => route.map(({ destination }) => destination?.port?.number);

describe('calls inside the mesh and those through a gateway', () => {
  it.each([[BOTH], [[...BOTH].reverse()]])(
    'of several ports: only a gateway is told which is meant (%j)',
    (gateways) => {
      const [outer, inner, ...more] = routes({ portDiscovery: true, gateways, match: [{ uri: { prefix: '/' } }] });
      expect([outer?.match, inner?.match, more]).toEqual([
        [{ uri: { prefix: '/' }, gateways: ['edge/public'] }],
        [{ uri: { prefix: '/' }, gateways: ['mesh'] }],
        [],
      ]);
      expect([outer && portsOf(outer), inner && portsOf(inner)]).toEqual([
        [80, 80],
        [undefined, undefined],
      ]);
      expect(inner?.route?.map(({ weight }) => weight)).toEqual([70, 30]);
    },
  );

  it('share a route where nothing tells them apart, or where there are only the ones or the others', () => {
    expect(routes({ gateways: BOTH, match: [{ uri: { prefix: '/' } }] })).toHaveLength(1);
    expect(routes({ portDiscovery: true, rewrite: { uri: '/' } })).toHaveLength(1);
    expect(routes({ portDiscovery: true, rewrite: { uri: '/' }, gateways: ['edge/public'] })).toHaveLength(1);
  });

  it('are not both rewritten: inside the mesh all paths go where they say', () => {
    const [outer, inner] = routes({ gateways: BOTH, match: [{ uri: { prefix: '/tax/' } }], rewrite: { uri: '/' } });
    expect(outer).toMatchObject({
      match: [{ uri: { prefix: '/tax/' }, gateways: ['edge/public'] }],
      rewrite: { uri: '/' },
    });
    expect(inner).toMatchObject({ match: [{ gateways: ['mesh'] }] });
    expect(inner).not.toHaveProperty('rewrite');
  });

  it('keep their matches where only the host is rewritten', () => {
    const [, inner] = routes({ gateways: BOTH, match: [{ uri: { prefix: '/tax/' } }], rewrite: { authority: 'a' } });
    expect(inner?.match).toEqual([{ uri: { prefix: '/tax/' }, gateways: ['mesh'] }]);
    expect(inner).not.toHaveProperty('rewrite');
  });

  it('are as a match says that names its gateways', () => {
    const uri = { prefix: '/tax/' };
    const named = { gateways: BOTH, rewrite: { uri: '/' } };
    expect(routes({ ...named, match: [{ uri, gateways: ['edge/public'] }] })).toHaveLength(1);
    const [, inner] = routes({ ...named, match: [{ uri, gateways: BOTH }] });
    expect(inner).toMatchObject({ match: [{ uri, gateways: ['mesh'] }], rewrite: { uri: '/' } });
  });

  it('are in an A/B test alike, by all that it asks', () => {
    const test = { iterations: 1, match: [{ headers: { x: { exact: '1' } } }, { queryParams: { y: { exact: '2' } } }] };
    const matches = routes({ portDiscovery: true, gateways: BOTH }, test).map(({ match }) => match);
    expect(matches).toEqual(
      BOTH.flatMap((gateway) => [
        test.match.map((each) => ({ ...each, gateways: [gateway] })),
        [{ gateways: [gateway] }],
      ]),
    );
  });
});
