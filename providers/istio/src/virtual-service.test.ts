import { split } from '@flagger/api';
import { meshCanary } from '@flagger/testing';
import { describe, expect, it } from '@jest/globals';
import { routesOf, virtualService, type VirtualService, virtualServiceRef } from './virtual-service.ts';

const canary = meshCanary();
const to = (host: string, weight?: number): object => ({
  destination: { host },
  ...(weight === undefined ? {} : { weight }),
});
const spec = (http: readonly object[]): VirtualService => ({ ...virtualServiceRef(canary), spec: { http } });

describe('routesOf', () => {
  it.each([
    [
      'the primary first',
      [to('basket-primary', 80), to('basket-canary', 20)],
      { primary: 80, canary: 20, mirrored: false },
    ],
    [
      'the canary first',
      [to('basket-canary', 20), to('basket-primary', 80)],
      { primary: 80, canary: 20, mirrored: false },
    ],
    [
      'a weight of 0 left out',
      [to('basket-primary', 100), to('basket-canary')],
      { primary: 100, canary: 0, mirrored: false },
    ],
  ])('reads %s', (_title, route, routes) => {
    expect(routesOf(canary, spec([{ route }]))).toEqual(routes);
  });

  it.each([
    ['no weights', [to('basket-primary'), to('basket-canary')]],
    ['weights that do not add up to 100', [to('basket-primary', 50), to('basket-canary', 30)]],
    ['a weight below 0', [to('basket-primary', 101), to('basket-canary', -1)]],
    ['the other weight below 0', [to('basket-primary', -1), to('basket-canary', 101)]],
    ['half percents', [to('basket-primary', 99.5), to('basket-canary', 0.5)]],
    ['only the primary', [to('basket-primary', 100)]],
    ['a third destination', [to('basket-primary', 80), to('basket-canary', 20), to('other', 0)]],
    ['other services', [to('other-primary', 80), to('other-canary', 20)]],
    ['one service twice', [to('basket-canary', 80), to('basket-canary', 20)]],
    ['a destination without host', [{ weight: 80 }, to('basket-canary', 20)]],
    ['nothing', []],
  ])('makes no sense of %s', (_title, route) => {
    expect(routesOf(canary, spec([{ route }]))).toBeUndefined();
  });

  it('makes no sense of an object without routes', () => {
    expect(routesOf(canary, spec([{}]))).toBeUndefined();
    expect(routesOf(canary, virtualServiceRef(canary))).toBeUndefined();
  });

  it('passes over routes for clients that are bound by a cookie', () => {
    const sticky = {
      match: [{ headers: { Cookie: { regex: '.*ring.*abc.*' } } }],
      route: [to('basket-primary', 0), to('basket-canary', 100)],
    };
    expect(
      routesOf(canary, spec([sticky, { route: [to('basket-primary', 70), to('basket-canary', 30)] }])),
    ).toMatchObject({ canary: 30 });
  });

  it('sees a mirror only where it shows the canary', () => {
    const route = [to('basket-primary', 100), to('basket-canary', 0)];
    expect(routesOf(canary, spec([{ route, mirror: { host: 'basket-canary' } }]))).toMatchObject({ mirrored: true });
    expect(routesOf(canary, spec([{ route, mirror: { host: 'audit' } }]))).toMatchObject({ mirrored: false });
  });
});

describe('virtualService', () => {
  const hostsOf = (hosts: readonly string[]): unknown =>
    virtualService(meshCanary({ service: { hosts } }), split(0)).spec?.hosts;

  it.each([
    [[], ['basket']],
    [['a.example.com'], ['a.example.com', 'basket']],
    [
      ['basket', 'a.example.com'],
      ['basket', 'a.example.com'],
    ],
    [['*'], ['*']],
  ])('adds the apex to the hosts %j unless they hold it', (given, wanted) => {
    expect(hostsOf(given)).toEqual(wanted);
  });

  it('looks only at ports in the matches of a TCP service', () => {
    const { spec: built } = virtualService(
      meshCanary({ service: { appProtocol: 'tcp', match: [{ port: 6379 }, { gateways: ['mesh'] }] } }),
      split(0),
    );
    expect(built?.tcp?.[0]?.match).toEqual([{ port: 6379 }]);
  });

  it('copies requests to the port that their shares go to', () => {
    const gated = { portDiscovery: true, gateways: ['edge/public', 'mesh'] };
    const { spec: built } = virtualService(meshCanary({ service: gated }), { ...split(0), mirrored: true });
    expect(built?.http?.map(({ mirror }) => mirror)).toEqual([
      { host: 'basket-canary', port: { number: 80 } },
      { host: 'basket-canary' },
    ]);
  });

  const portOf = (service: object): unknown => {
    const { spec: built } = virtualService(meshCanary({ service }), split(0));
    return built?.http?.[0]?.route?.[0]?.destination?.port;
  };

  it('names the port only where a gateway must know which of several is meant', () => {
    expect(portOf({ portDiscovery: true, gateways: ['edge/public'] })).toEqual({ number: 80 });
    expect(portOf({ portDiscovery: true, delegation: true })).toEqual({ number: 80 });
    expect(portOf({ portDiscovery: true })).toBeUndefined();
    expect(portOf({ gateways: ['edge/public'] })).toBeUndefined();
  });
});
