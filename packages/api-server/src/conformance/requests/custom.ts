import { CANARIES, NAMESPACE, STRATEGIC, TABLE, get, patch, post, put, remove } from '../calls.ts';
import { cases } from '../case.ts';
import { canary, TARGET } from '../objects.ts';

/** The same of custom kinds. */
export const CUSTOM = cases('custom', {
  create: post(CANARIES, canary(TARGET)),
  read: get(`${CANARIES}/podinfo`),
  table: get(`${CANARIES}/podinfo`, TABLE),
  'table of all': get('/apis/flagger.app/v1beta1/canaries', TABLE),
  'strategic patch': patch(`${CANARIES}/podinfo`, { spec: {} }, STRATEGIC),
  'a patch of the spec counts': patch(`${CANARIES}/podinfo`, { spec: { suspend: true } }),
  'a patch of labels does not': patch(`${CANARIES}/podinfo`, { metadata: { labels: { a: 'b' } } }),
  'status by the main path is ignored': patch(`${CANARIES}/podinfo`, { status: { phase: 'Failed' } }),
  'a wrong phase': patch(`${CANARIES}/podinfo/status`, { status: { phase: 'Nothing' } }),
  'status by its own path': patch(`${CANARIES}/podinfo/status`, {
    spec: { suspend: false },
    metadata: { labels: { c: 'd' } },
    status: {
      phase: 'Progressing',
      canaryWeight: 10,
      failedChecks: 0,
      iterations: 0,
      lastTransitionTime: '2026-01-02T03:04:05Z',
    },
  }),
  'update without version': put(`${CANARIES}/podinfo`, canary(TARGET)),
  'update on an old version': put(`${CANARIES}/podinfo`, {
    ...canary(TARGET),
    metadata: { name: 'podinfo', resourceVersion: '1' },
  }),
  finalizer: patch(`${CANARIES}/podinfo`, { metadata: { finalizers: ['finalizer.flagger.app'] } }),
  'no such subresource': get(`${CANARIES}/podinfo/scale`),
  'delete with a finalizer': remove(`${CANARIES}/podinfo`),
  'while it is going': patch(`${CANARIES}/podinfo`, { spec: { suspend: false } }),
  'the finalizer goes': patch(`${CANARIES}/podinfo`, { metadata: { finalizers: [] } }),
  gone: get(`${CANARIES}/podinfo`),
  'anything goes': post(`/apis/networking.istio.io/v1beta1/namespaces/${NAMESPACE}/virtualservices`, {
    apiVersion: 'networking.istio.io/v1beta1',
    kind: 'VirtualService',
    metadata: { name: 'a' },
    spec: { hosts: ['a'], x: { y: null, z: [] } },
  }),
  'anything goes again': patch(`/apis/networking.istio.io/v1beta1/namespaces/${NAMESPACE}/virtualservices/a`, {
    spec: { hosts: null },
  }),
  'no version of the crd': patch(
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/canaries.flagger.app?dryRun=All',
    { spec: { group: 'x.example' } },
  ),
});
