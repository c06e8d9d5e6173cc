import { afterEach, describe, expect, it } from '@jest/globals';
import { type PlayedMesh, playMesh, textOf, versionOf } from '../../../test/played-mesh.ts';
import type { Ask } from '../index.ts';
import { httpRouteReader } from './reader.ts';

let played: PlayedMesh | undefined;
afterEach(async () => {
  await played?.stop();
  played = undefined;
});

const GATEWAY = { name: 'public', namespace: 'edge' };
const SERVICE = { group: 'core', kind: 'Service', name: 'podinfo', port: 9898 };
const split = (primary: number, canary: number): readonly object[] => [
  { kind: 'Service', name: 'podinfo-primary', port: 9898, weight: primary },
  { kind: 'Service', name: 'podinfo-canary', port: 9898, weight: canary },
];
const path = (type: string, value: string): object => ({ path: { type, value } });

/** Plays an HTTPRoute for `app.example.com` at a gateway, or for whom its parent is. */
async function withRoute(rules: readonly object[], parent: object = GATEWAY): Promise<PlayedMesh> {
  played = await playMesh('gatewayapi:v1');
  const [routes] = httpRouteReader('v1').resources;
  if (routes === undefined) {
    throw new Error('the reader names no resource');
  }
  const hostnames = parent === GATEWAY ? { hostnames: ['app.example.com'] } : {};
  await played.apply(routes, { name: 'podinfo' }, { parentRefs: [parent], ...hostnames, rules });
  return played;
}

const outside = (at = '/', change: Partial<Ask> = {}): Partial<Ask> => ({
  url: `http://app.example.com${at}`,
  source: { gateway: 'edge/public' },
  ...change,
});

describe('an HTTPRoute at a gateway', () => {
  it('splits by weight who calls its host name, and nobody within the cluster', async () => {
    const mesh = await withRoute([{ backendRefs: split(75, 25) }]);
    const { '6.0.1': primary = 0, '6.0.2': canary = 0 } = await mesh.versions(200, outside());
    expect(primary + canary).toBe(200);
    expect(canary).toBeGreaterThan(25);
    expect(canary).toBeLessThan(75);
    expect(await mesh.versions(20)).toEqual({ '6.0.1': 20 });
  });

  it('asks the rule first that says the most about a request, wherever it stands', async () => {
    const early = { headers: [{ name: 'X-Cohort', value: 'early' }] };
    const mesh = await withRoute([
      { backendRefs: split(100, 0) },
      { matches: [early], backendRefs: split(0, 100) },
      { matches: [path('PathPrefix', '/version')], backendRefs: split(0, 100) },
      { matches: [path('Exact', '/version')], backendRefs: split(100, 0) },
    ]);
    const version = async (at: string, headers: Ask['headers'] = []): Promise<string> =>
      versionOf(await mesh.ask('/', outside(at, { headers })));
    expect(await version('/')).toBe('6.0.1');
    expect(await version('/', [['x-cohort', 'early']])).toBe('6.0.2');
    expect(await version('/', [['x-cohort', 'late']])).toBe('6.0.1');
    expect(await version('/version/of')).toBe('6.0.2');
    expect(await version('/version')).toBe('6.0.1');
    expect(await version('/versions')).toBe('6.0.1');
  });

  it.each([
    [{ type: 'ReplacePrefixMatch', replacePrefixMatch: '/status' }, '/x/404', 404],
    [{ type: 'ReplacePrefixMatch', replacePrefixMatch: '/status/404' }, '/x', 404],
    [{ type: 'ReplaceFullPath', replaceFullPath: '/status/404' }, '/x/200', 404],
  ])('rewrites the path as %j says', async (to, at, status) => {
    const filters = [{ type: 'URLRewrite', urlRewrite: { path: to } }];
    const mesh = await withRoute([{ matches: [path('PathPrefix', '/x')], filters, backendRefs: split(0, 100) }]);
    const answer = await mesh.ask('/', outside(at));
    expect([answer.status, versionOf(answer)]).toEqual([status, '6.0.2']);
  });

  it('changes headers of answers, for all and for one side', async () => {
    const setting = (name: string, value: string): object => ({
      type: 'ResponseHeaderModifier',
      responseHeaderModifier: { set: [{ name, value }] },
    });
    const [, canary] = split(0, 100);
    const mesh = await withRoute([
      { filters: [setting('x-all', '1')], backendRefs: [{ ...canary, filters: [setting('x-side', '2')] }] },
    ]);
    const { headers } = await mesh.ask('/', outside());
    expect([headers.get('x-all'), headers.get('x-side')]).toEqual(['1', '2']);
  });

  it('copies requests, of which the pods of the canary tell', async () => {
    const copies = { backendRef: { name: 'podinfo-canary', port: 9898 } };
    const mesh = await withRoute([
      { filters: [{ type: 'RequestMirror', requestMirror: copies }], backendRefs: split(100, 0) },
    ]);
    expect(await mesh.versions(10, outside())).toEqual({ '6.0.1': 10 });
    await mesh.clock.pass(1000);
    const pod = { kubernetes_pod_name: 'podinfo-5d9f-abcde' };
    expect(mesh.counted('http_request_duration_seconds_count', pod)).toBe(10);
  });

  it('answers 404 where no rule fits, and tells which filters are not played', async () => {
    const mesh = await withRoute([
      { matches: [path('Exact', '/only')], filters: [{ type: 'ExtensionRef' }], backendRefs: split(0, 100) },
    ]);
    expect(textOf(await mesh.ask('/', outside()))).toContain('HTTPRoute podinfo.test has no route for this request');
    expect(mesh.log.lines.filter(({ level }) => level === 'warn').map(({ keys }) => keys.because)).toEqual([
      'HTTPRoute podinfo.test: the filter ExtensionRef is not played',
    ]);
  });
});

describe('an HTTPRoute whose parent is a Service', () => {
  it('splits who calls that Service within the mesh', async () => {
    const mesh = await withRoute([{ backendRefs: split(0, 100) }], SERVICE);
    expect(await mesh.versions(5)).toEqual({ '6.0.2': 5 });
    expect(await mesh.versions(5, { url: 'http://podinfo-primary.test:9898/' })).toEqual({ '6.0.1': 5 });
  });
});
