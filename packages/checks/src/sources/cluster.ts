import { Wait, type ResourceCall } from '@flagger/api';
import { wiring } from './ask.ts';
import { excerpt, LONGEST_ANSWER } from './answer.ts';
import type { NoValue, Server } from './source.ts';

const TIMEOUT_MS = 5000;

/** What the API server answered, or why it gave nothing of use. */
export type Told = { readonly json: unknown } | { readonly problem: NoValue };

/** Asks the API server of this cluster with the account of the operator. Throws only where the signal aborts. */
export async function askCluster(
  call: ResourceCall,
  { cluster, signal, timeoutMs = TIMEOUT_MS }: Server,
): Promise<Told> {
  if (cluster === undefined) {
    return wiring('no API server can be asked here');
  }
  try {
    const json = await cluster.call(call, { timeoutMs, signal });
    return JSON.stringify(json).length > LONGEST_ANSWER
      ? { problem: { kind: 'error', message: 'the answer is longer than 1 MiB' } }
      : { json };
  } catch (error) {
    signal.throwIfAborted();
    return {
      problem: { kind: kindOf(error), message: excerpt(error instanceof Error ? error.message : String(error)) },
    };
  }
}

const kindOf = (error: unknown): NoValue['kind'] => (error instanceof Wait ? 'unreachable' : 'error');
