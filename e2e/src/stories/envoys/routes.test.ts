import { describe, expect, it } from '@jest/globals';
import { routesTo } from './routes.ts';

const cluster = (name: string): string => `outbound|80||${name}.test.svc.cluster.local`;
const updated = '2026-11-29T12:00:00.250Z';

const dump = (routes: readonly object[]): { configs: object[] } => ({
  configs: [
    {
      last_updated: updated,
      route_config: {
        virtual_hosts: [
          { domains: ['other.example.com'], routes: [{ route: { cluster: cluster('other') } }] },
          { domains: ['app.example.com:*'], routes },
        ],
      },
    },
  ],
});

describe("the routes in an Envoy's configuration", () => {
  it('are those to the host, with the share of the canary', () => {
    const clusters = [
      { name: cluster('podinfo-primary'), weight: 90 },
      { name: cluster('podinfo-canary'), weight: 10 },
    ];
    expect(routesTo('app.example.com', dump([{ route: { weighted_clusters: { clusters } } }]))).toEqual([
      { routes: [{ headers: [], canary: 0.1, isMirrored: false }], updated: Date.parse(updated) },
    ]);
  });

  it('tell headers and copies, and that a single cluster gets all', () => {
    const mirrors = { request_mirror_policies: [{ cluster: cluster('podinfo-canary') }] };
    const routes = [
      {
        match: { headers: [{ name: 'x-canary' }, { name: ':method' }] },
        route: { cluster: cluster('podinfo-canary') },
      },
      { match: { prefix: '/' }, route: { cluster: cluster('podinfo-primary'), ...mirrors } },
    ];
    expect(routesTo('app.example.com', dump(routes))[0]?.routes).toEqual([
      { headers: ['x-canary'], canary: 1, isMirrored: false },
      { headers: [], canary: 0, isMirrored: true },
    ]);
  });
});
