import { expect, it } from '@jest/globals';
import { ROUTE_FIELDS } from './route-fields.ts';
import { service } from './schema/service.ts';

it('each field of spec.service is for meshes, or one of those that are for the services', () => {
  const names: readonly string[] = ROUTE_FIELDS;
  expect(Object.keys(service.shape).filter((name) => !names.includes(name))).toEqual([
    'name',
    ...['port', 'portName', 'targetPort', 'appProtocol', 'trafficDistribution', 'portDiscovery', 'headless'],
    ...['apex', 'primary', 'canary', 'unmanagedMetadata'],
  ]);
});
