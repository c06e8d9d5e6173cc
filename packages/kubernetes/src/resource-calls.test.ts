import { expect, it } from '@jest/globals';
import { resourceCalls } from './resource-calls.ts';
import type { Call, Transport } from './client/transport.ts';

it('asks for what no cache holds, by its name, within the limits of the call', async () => {
  const sent: Call[] = [];
  const transport: Pick<Transport, 'request'> = {
    request: async (call) => {
      sent.push(call);
      return { items: [] };
    },
  };
  const { signal } = new AbortController();
  const kind = { apiVersion: 'external.metrics.k8s.io/v1beta1', kind: 'ExternalMetricValueList', plural: 'queue' };
  const call = { ...kind, verb: 'list', namespace: 'shop', labelSelector: 'app=loam' } as const;
  expect(await resourceCalls(transport).call(call, { timeoutMs: 5000, signal })).toEqual({ items: [] });
  expect(sent).toEqual([
    {
      verb: 'list',
      resource: { ...kind, namespaced: true, verbs: ['list'] },
      place: { namespace: 'shop', name: undefined },
      query: { labelSelector: 'app=loam' },
      body: undefined,
      deadlineMs: 5000,
      signal,
    },
  ]);
});
