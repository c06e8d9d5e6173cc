import nock from 'nock';
import type { Row } from './vendors.ts';

/** What the contract must know of a server of external metrics that is not this cluster's. */
export const externalmetrics: Row = {
  address: 'https://metrics.example:6443/',
  credentials: { token: 'hunter2' },
  query: 'shop/queue@eu|length?labelSelector=app%3Dloam,tier=web',
  asked: () =>
    nock('https://metrics.example:6443', { reqheaders: { authorization: 'Bearer hunter2', 'x-own': 'a, b' } })
      .get('/apis/external.metrics.k8s.io/v1beta1/namespaces/shop/queue%40eu%7Clength')
      .query({ labelSelector: 'app=loam,tier=web' }),
  value: { items: [{ metricName: 'queue_length', value: '42500m' }, { value: '7' }] },
  withoutValue: { items: [] },
  looked: () =>
    nock('https://metrics.example:6443').get(
      '/apis/external.metrics.k8s.io/v1beta1/namespaces/kube-system/dummy-metric',
    ),
  online: [200, { items: [] }],
};
