import { describe, expect, it } from '@jest/globals';
import { canonicalHost, hostAndPort, hostFit, serviceNameOf } from './host-name.ts';

describe('a host', () => {
  it.each([
    ['podinfo', { name: 'podinfo', namespace: 'mine' }],
    ['podinfo.test', { name: 'podinfo', namespace: 'test' }],
    ['podinfo.test.svc', { name: 'podinfo', namespace: 'test' }],
    ['podinfo.test.svc.cluster.local', { name: 'podinfo', namespace: 'test' }],
    ['podinfo.test.svc.cluster.local.', { name: 'podinfo', namespace: 'test' }],
    ['app.example.com', undefined],
    ['', undefined],
  ])('%j may name the Service %j', (host, expected) => {
    expect(serviceNameOf(host, 'mine')).toEqual(expected);
  });

  it.each([
    ['podinfo', 'podinfo.mine.svc.cluster.local'],
    ['podinfo.test.svc', 'podinfo.test.svc.cluster.local'],
    ['app.example.com', 'app.example.com'],
    ['*.example.com', '*.example.com'],
    ['*', '*'],
  ])('%j is %s in full', (host, expected) => {
    expect(canonicalHost(host, 'mine')).toBe(expected);
  });

  it('fits the name that names most of it best', () => {
    const fit = (pattern: string) => hostFit(pattern, 'app.example.com') ?? -1;
    expect(
      ['app.example.com', '*.example.com', '*', '*.com', 'other.com', '*app.example.com'].sort(
        (one, other) => fit(other) - fit(one),
      ),
    ).toEqual(['app.example.com', '*.example.com', '*.com', '*', 'other.com', '*app.example.com']);
    expect([fit('other.com'), fit('*app.example.com')]).toEqual([-1, -1]);
  });

  it.each([
    ['Podinfo.test:9898', { host: 'podinfo.test', port: 9898 }],
    ['a', { host: 'a', port: undefined }],
    ['[::1]:80', { host: '[::1]', port: 80 }],
  ])('%s is %j', (authority, expected) => {
    expect(hostAndPort(authority)).toEqual(expected);
  });
});
