import type { ResourceCalls } from '@flagger/api';
import type { Transport } from './client/transport.ts';

/** Calls over one transport; whose verbs an account must have is said by {@link CLUSTER_METRICS_RULES}. */
export const resourceCalls = (transport: Pick<Transport, 'request'>): ResourceCalls => ({
  call: ({ verb, apiVersion, kind, plural, namespace, name, labelSelector, body }, { timeoutMs, signal }) =>
    transport.request({
      verb,
      resource: { apiVersion, kind, plural, namespaced: true, verbs: [verb] },
      place: { namespace, name },
      query: labelSelector ? { labelSelector } : {},
      body,
      deadlineMs: timeoutMs,
      signal,
    }),
});
