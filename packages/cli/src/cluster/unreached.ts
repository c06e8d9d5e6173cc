import { Wait } from '@flagger/api';
import { apiErrorIn } from '@flagger/kubernetes';
import { EXIT, Ended } from '../exit.ts';

/** An error that says that nobody answered, or that we have no right; undefined for any other. */
export function unreached(error: unknown): Ended | undefined {
  const status = apiErrorIn(error)?.status;
  const isRefused = status === 401 || status === 403;
  return error instanceof Error && (isRefused || error instanceof Wait)
    ? new Ended(EXIT.unreachable, error.message)
    : undefined;
}
