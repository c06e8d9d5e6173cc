import type { KubeObject } from '@flagger/api';
import { apiErrorIn } from './api-error.ts';
import { hasName, typed } from './resource.ts';
import type { Call, Transport } from './transport.ts';

/** One object from the API server and not from the cache; undefined where there is none. */
export async function readNow(
  transport: Transport,
  call: Pick<Call, 'resource' | 'place' | 'accept' | 'deadlineMs' | 'signal'>,
): Promise<KubeObject | undefined> {
  try {
    const answer = await transport.request({ ...call, verb: 'get' });
    return hasName(answer) ? typed(answer, call.resource) : undefined;
  } catch (error) {
    if (apiErrorIn(error)?.status === 404) {
      return undefined;
    }
    throw error;
  }
}
