import type { ResourceCall } from '@flagger/api';
import { wiring } from './ask.ts';
import { askCluster } from './cluster.ts';
import { httpSource, type Place } from './http-source.ts';
import { at, failed, inJson, NO_VALUES } from './json.ts';
import { quantityValue } from './quantity.ts';
import type { Measured, NoValue, Server, Source } from './source.ts';

const API_VERSION = 'external.metrics.k8s.io/v1beta1';
const NAMESPACE = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
/** Servers name metrics as they like; this is one part of a path, which leads nowhere else. */
const NAME = /^(?!\.{1,2}$)[^\s/?#%]+$/;
/** Asked to see whether anybody serves external metrics: there need be no such metric. */
const LOOK: Metric = { namespace: 'kube-system', name: 'dummy-metric' };

interface Metric {
  readonly namespace: string;
  readonly name: string;
  readonly labelSelector?: string | undefined;
}

/**
 * External metrics of Kubernetes: the first value. Queries are `[namespace/]metric?labelSelector=…`. Without an address
 * this cluster's API server is asked with the operator's account; another address gets the token of the Secret, and
 * never the operator's (Flagger sends its own).
 */
export const externalMetrics: Source = {
  measure: async (query, server) => {
    const metric = metricIn(query.text);
    if ('problem' in metric) {
      return metric;
    }
    if (server.address !== '') {
      return elsewhere.measure(query, server);
    }
    const told = await askCluster(callFor(metric), server);
    return 'problem' in told ? told : measuredIn(told.json);
  },
  whyOffline: (server) => (server.address === '' ? whyOffline(server) : elsewhere.whyOffline(server)),
};

/** A server of external metrics that is not this cluster's. */
const elsewhere = httpSource({
  type: 'externalmetrics',
  address: { example: 'https://metrics.example:6443' },
  needs: [],
  query: ({ text }, place) => {
    const metric = metricIn(text);
    return 'problem' in metric ? metric : asked(metric, place);
  },
  read: inJson((answer) => measuredIn(answer)),
  online: (place) => asked(LOOK, place),
});

async function whyOffline(server: Server): Promise<NoValue | undefined> {
  const told = await askCluster(callFor(LOOK), server);
  return 'problem' in told ? told.problem : undefined;
}

const callFor = ({ namespace, name, labelSelector }: Metric): ResourceCall => ({
  verb: 'list',
  apiVersion: API_VERSION,
  kind: 'ExternalMetricValueList',
  plural: name,
  namespace,
  labelSelector,
});

function asked({ namespace, name, labelSelector }: Metric, { base, secret }: Place) {
  const query = labelSelector ? `?${new URLSearchParams({ labelSelector }).toString()}` : '';
  const token = secret('token');
  return {
    url: `${base}/apis/${API_VERSION}/namespaces/${namespace}/${encodeURIComponent(name)}${query}`,
    headers: token === '' ? {} : { authorization: `Bearer ${token}` },
  };
}

function metricIn(query: string): Metric | ReturnType<typeof wiring> {
  const [path = '', parameters] = query.trim().split(/\?(.*)/s);
  const [name = '', given = '', ...more] = path.split('/').reverse();
  const namespace = given || 'default';
  if (!NAME.test(name) || !NAMESPACE.test(namespace) || more.length > 0) {
    return wiring(`query ${JSON.stringify(path)} names no metric, allowed is [namespace/]metric?labelSelector=…`);
  }
  return { namespace, name, labelSelector: new URLSearchParams(parameters).get('labelSelector') ?? undefined };
}

function measuredIn(answer: unknown): Measured {
  const quantity = at(answer, 'items', 0, 'value');
  if (quantity === undefined) {
    return NO_VALUES;
  }
  const value = typeof quantity === 'string' ? quantityValue(quantity) : undefined;
  return value === undefined ? failed('the first value is no quantity') : { value };
}
