import {
  APPS,
  CORE,
  DRY,
  JSON_PATCH,
  LEASES,
  PARTIAL,
  PARTIAL_LIST,
  STRATEGIC,
  TABLE,
  get,
  patch,
  post,
  put,
  remove,
} from '../calls.ts';
import { cases } from '../case.ts';
import { configMap, deployment, lease, service, TIME } from '../objects.ts';

/** Objects of built-in kinds from their creation to their end. */
export const LIFE = cases('life', {
  create: post(`${CORE}/configmaps`, configMap('a', { data: { k: 'v' } })),
  'create again': post(`${CORE}/configmaps`, configMap('a')),
  'generated name too long to tell': post(`${CORE}/configmaps${DRY}`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'b', generateName: 'c-' },
  }),
  read: get(`${CORE}/configmaps/a`),
  'read as a table': get(`${CORE}/configmaps/a`, TABLE),
  'read as metadata': get(`${CORE}/configmaps/a`, PARTIAL),
  'list as metadata': get(`${CORE}/configmaps?fieldSelector=metadata.name=a`, PARTIAL_LIST),
  'list as a table with objects': get(`${CORE}/configmaps?fieldSelector=metadata.name=a&includeObject=Object`, TABLE),
  'list as a table without': get(`${CORE}/configmaps?fieldSelector=metadata.name=a&includeObject=None`, TABLE),
  'a client that prefers what there is not': get(
    `${CORE}/configmaps/a`,
    'application/vnd.kubernetes.unknown, application/json',
  ),
  'merge patch': patch(`${CORE}/configmaps/a`, { data: { k: null, l: 'm' }, metadata: { labels: { x: 'y' } } }),
  'JSON patch': patch(
    `${CORE}/configmaps/a`,
    [
      { op: 'add', path: '/data/n', value: 'o' },
      { op: 'test', path: '/data/l', value: 'm' },
    ],
    JSON_PATCH,
  ),
  'JSON patch whose test fails': patch(
    `${CORE}/configmaps/a`,
    [{ op: 'test', path: '/data/l', value: 'x' }],
    JSON_PATCH,
  ),
  'JSON patch of nothing': patch(`${CORE}/configmaps/a`, [{ op: 'remove', path: '/data/zzz' }], JSON_PATCH),
  'strategic patch': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: ['example.com/x'] } }, STRATEGIC),
  'strategic patch adds': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: ['example.com/y'] } }, STRATEGIC),
  'strategic patch removes from a list of texts': patch(
    `${CORE}/configmaps/a`,
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['example.com/y'] } },
    STRATEGIC,
  ),
  'update on an old version': put(`${CORE}/configmaps/a`, {
    ...configMap('a'),
    metadata: { name: 'a', resourceVersion: '1' },
  }),
  'update of another uid': put(`${CORE}/configmaps/a`, {
    ...configMap('a'),
    metadata: { name: 'a', uid: '00000000-0000-0000-0000-000000000000' },
  }),
  'update of another name': put(`${CORE}/configmaps/a`, configMap('b')),
  'merge patch on an old version': patch(`${CORE}/configmaps/a`, {
    metadata: { resourceVersion: '1' },
    data: { z: 'z' },
  }),
  'delete with another uid': remove(`${CORE}/configmaps/a`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    preconditions: { uid: 'x' },
  }),
  'delete what has a finalizer': remove(`${CORE}/configmaps/a`),
  'no new finalizer now': patch(`${CORE}/configmaps/a`, {
    metadata: { finalizers: ['example.com/x', 'example.com/z'] },
  }),
  'the last finalizer goes': patch(`${CORE}/configmaps/a`, { metadata: { finalizers: null } }),
  'and it is gone': get(`${CORE}/configmaps/a`),
  'create what owns': post(`${CORE}/configmaps`, configMap('b', { immutable: true, data: { a: 'b' } })),
  immutable: patch(`${CORE}/configmaps/b`, { data: { a: 'c' } }),
  delete: remove(`${CORE}/configmaps/b`),
  'a service': post(
    `${CORE}/services`,
    service({
      clusterIP: '10.96.77.77',
      ports: [{ name: 'http', port: 80, targetPort: 8080 }],
      selector: { app: 'x' },
    }),
  ),
  'a service in the table': get(`${CORE}/services/podinfo`, TABLE),
  'its address stays': patch(`${CORE}/services/podinfo`, { spec: { clusterIP: '10.96.77.78' } }),
  'its port by strategy': patch(
    `${CORE}/services/podinfo`,
    {
      spec: {
        ports: [
          { port: 80, targetPort: 9090 },
          { name: 'grpc', port: 81 },
        ],
      },
    },
    STRATEGIC,
  ),
  'its port goes by strategy': patch(
    `${CORE}/services/podinfo`,
    { spec: { ports: [{ $patch: 'delete', port: 81 }] } },
    STRATEGIC,
  ),
  'its ports in order': patch(
    `${CORE}/services/podinfo`,
    { spec: { '$setElementOrder/ports': [{ port: 82 }, { port: 80 }], ports: [{ name: 'b', port: 82 }] } },
    STRATEGIC,
  ),
  'its update without address': put(
    `${CORE}/services/podinfo`,
    service({ ports: [{ name: 'http', port: 80 }], selector: { app: 'y' } }),
  ),
  'it is deleted': remove(`${CORE}/services/podinfo`),
  'a lease': post(
    LEASES,
    lease({ holderIdentity: 'a', leaseDurationSeconds: 60, renewTime: TIME, acquireTime: TIME, leaseTransitions: 0 }),
  ),
  'a lease without version': put(`${LEASES}/leader`, lease({ holderIdentity: 'b' })),
  'a lease that is new by update': put(`${LEASES}/other`, lease({ holderIdentity: 'b' }, 'other')),
  'a deployment': post(`${APPS}/deployments`, deployment({ replicas: 0, paused: true })),
  'its selector stays': patch(`${APPS}/deployments/podinfo`, {
    spec: { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: { app: 'other' } } } },
  }),
  'its image by strategy': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    { spec: { template: { spec: { containers: [{ name: 'podinfod', image: 'podinfo:2' }] } } } },
    STRATEGIC,
  ),
  'another container by strategy': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    {
      spec: {
        template: {
          spec: {
            '$setElementOrder/containers': [{ name: 'x' }, { name: 'podinfod' }],
            containers: [{ name: 'x', image: 'x', env: [{ name: 'A', value: '1' }] }],
          },
        },
      },
    },
    STRATEGIC,
  ),
  'another strategy by retained keys': patch(
    `${APPS}/deployments/podinfo${DRY}`,
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    STRATEGIC,
  ),
  'its scale': get(`${APPS}/deployments/podinfo/scale`),
  'it is scaled by patch': patch(`${APPS}/deployments/podinfo/scale${DRY}`, { spec: { replicas: 2 } }),
  'it is deleted in the foreground': remove(`${APPS}/deployments/podinfo`, {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: 'Background',
  }),
});
