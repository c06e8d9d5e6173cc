import { Wait } from '@flagger/api';
import { apiErrorIn } from '@flagger/kubernetes';
import { EXIT, Ended } from '../exit.ts';

/** An error that says that nobody answered, or that we have no right; undefined for any other. */
export function unreached(error: unknown): Ended | undefined {
  const status = apiErrorIn(error)?.status;
  if (!(error instanceof Error)) {
    return undefined;
  }
  // who may not do something has the right cluster; its message names the right
  if (status === 403) {
    return new Ended(EXIT.unreachable, error.message);
  }
  return status === 401 || error instanceof Wait
    ? new Ended(EXIT.unreachable, `${error.message}; ${WHICH}`)
    : undefined;
}

const WHICH = 'KUBECONFIG (or --kubeconfig) and --context say which cluster is asked, and as whom';
