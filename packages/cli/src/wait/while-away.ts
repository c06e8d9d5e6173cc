import { Wait } from '@flagger/api';
import { apiErrorIn } from '@flagger/kubernetes';

/**
 * For who waits for a canary that was seen already: an API server that does not answer, as while it is restarted, is
 * asked again. Any other error is thrown.
 */
export function whileAway(error: unknown): undefined {
  if (!(error instanceof Wait) || apiErrorIn(error)?.status === 401) {
    throw error;
  }
}
