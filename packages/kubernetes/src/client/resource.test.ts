import { describe, expect, it } from '@jest/globals';
import { CONFIG_MAPS, groupPath, LEASES, pathOf, resourceLabel } from './resource.ts';

describe('a path of the API server', () => {
  it('leads to the object, with the words of Kubernetes', () => {
    expect(pathOf(CONFIG_MAPS, { namespace: 'test', name: 'a' })).toBe('/api/v1/namespaces/test/configmaps/a');
    expect([groupPath('v1'), groupPath('apps/v1')]).toEqual(['/api/v1', '/apis/apps/v1']);
  });

  it('has each of its parts encoded, so that none leads to another kind', () => {
    expect(pathOf(CONFIG_MAPS, { namespace: 'test', name: 'a/../../secrets?x' })).toBe(
      '/api/v1/namespaces/test/configmaps/a%2F..%2F..%2Fsecrets%3Fx',
    );
    expect(groupPath('v1%2Fsecrets')).toBe('/api/v1%252Fsecrets');
    expect(groupPath('keda.sh/v1?limit=1')).toBe('/apis/keda.sh/v1%3Flimit%3D1');
  });

  it.each([{ name: '' }, { name: '..' }, { namespace: '.' }, { namespace: '' }])('is not made of %j', (place) => {
    expect(() => pathOf(CONFIG_MAPS, place)).toThrow('no path of the API server holds the part');
  });

  it('is not made of a version that is empty or goes upwards', () => {
    expect(() => groupPath('')).toThrow('holds the part ""');
    expect(() => groupPath('../v1')).toThrow('holds the part ".."');
  });
});

describe('the label of a resource in metrics', () => {
  it('is its name, and the same for all external metrics, of which each Canary may ask for others', () => {
    const metric = { ...CONFIG_MAPS, apiVersion: 'external.metrics.k8s.io/v1beta1', plural: 'queue@eu|length' };
    expect([CONFIG_MAPS, LEASES, metric].map(resourceLabel)).toEqual([
      'configmaps',
      'leases.coordination.k8s.io',
      '*.external.metrics.k8s.io',
    ]);
  });
});
