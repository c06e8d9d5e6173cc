import type { KubeObject } from '@flagger/api';
import { isRecord } from '../client/api-error.ts';
import { hasName, PODS, typed } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';

export interface PodsAsked {
  readonly namespace: string;
  /** As `kubectl get -l` takes them. */
  readonly labels: string;
  readonly signal: AbortSignal;
}

/** So many pods are enough to find one that does not start. */
const LIMIT = '50';

/** Some pods of a workload, not those of all its revisions where there are many. */
export async function listPods(
  transport: Transport,
  { namespace, labels, signal }: PodsAsked,
): Promise<readonly KubeObject[]> {
  const query = { labelSelector: labels, limit: LIMIT };
  const answer = await transport.request({ verb: 'list', resource: PODS, place: { namespace }, query, signal });
  const items = isRecord(answer) && Array.isArray(answer['items']) ? answer['items'] : [];
  return items.filter(hasName).map((item) => typed(item, PODS));
}
