import { describe, expect, it } from '@jest/globals';
import type { Json } from '../json.ts';
import { kindSchema } from '../schema/built-in-schema.ts';
import { strategicallyPatched } from './strategic-merge.ts';

const DEPLOYMENT = kindSchema('apps.Deployment');
const SERVICE = kindSchema('core.Service');

const withContainers = (...containers: readonly Json[]): Json => ({ spec: { template: { spec: { containers } } } });
const app = { name: 'app', image: 'app:1', args: ['a', 'b'] };
const side = { name: 'side', image: 'side:1' };

describe('a strategic merge patch', () => {
  it.each<[string, Json, Json, Json]>([
    [
      'merges the container of the same name',
      withContainers(app, side),
      withContainers({ name: 'app', image: 'app:2' }),
      withContainers({ ...app, image: 'app:2' }, side),
    ],
    [
      'adds a container of another name before those that it does not name',
      withContainers(app),
      withContainers(side),
      withContainers(side, app),
    ],
    [
      'deletes a container by directive',
      withContainers(app, side),
      withContainers({ name: 'app', $patch: 'delete' }),
      withContainers(side),
    ],
    [
      'replaces all containers by directive',
      withContainers(app),
      withContainers(side, { $patch: 'replace' }),
      withContainers(side),
    ],
    [
      'replaces lists without a key',
      withContainers(app),
      withContainers({ name: 'app', args: ['c'] }),
      withContainers({ ...app, args: ['c'] }),
    ],
    [
      'removes a field by null',
      withContainers(app),
      withContainers({ name: 'app', args: null }),
      withContainers({ name: 'app', image: 'app:1' }),
    ],
    [
      'puts the items in the order asked for',
      withContainers(app, side),
      { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'side' }, { name: 'app' }] } } } },
      withContainers(side, app),
    ],
    [
      'keeps only the fields that it names as kept',
      { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1 } } } },
      { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
      { spec: { strategy: { type: 'Recreate' } } },
    ],
    [
      'replaces an object by directive',
      { metadata: { labels: { a: '1', b: '2' } } },
      { metadata: { labels: { $patch: 'replace', c: '3' } } },
      { metadata: { labels: { c: '3' } } },
    ],
    [
      'joins finalizers, which are a set',
      { metadata: { finalizers: ['a'] } },
      { metadata: { finalizers: ['b', 'a'] } },
      { metadata: { finalizers: ['b', 'a'] } },
    ],
    [
      'takes texts out of a list',
      { metadata: { finalizers: ['a', 'b'] } },
      { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } },
      { metadata: { finalizers: ['b'] } },
    ],
    ['makes what is not there', {}, withContainers(app), withContainers(app)],
  ])('%s', (_, value, patch, result) => {
    expect(strategicallyPatched(DEPLOYMENT, value, patch)).toEqual(result);
  });

  it('merges the ports of a Service by their number', () => {
    const value = {
      spec: {
        ports: [
          { name: 'http', port: 80, targetPort: 8080 },
          { name: 'grpc', port: 90 },
        ],
      },
    };
    expect(strategicallyPatched(SERVICE, value, { spec: { ports: [{ port: 80, targetPort: 9090 }] } })).toEqual({
      spec: {
        ports: [
          { name: 'http', port: 80, targetPort: 9090 },
          { name: 'grpc', port: 90 },
        ],
      },
    });
  });
});
