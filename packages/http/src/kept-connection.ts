import axios, { isAxiosError, type AxiosAdapter } from 'axios';
import { sharedLookup } from './shared-lookup.ts';

/**
 * Sends over Node's HTTP; a GET whose connection had been kept from an earlier request and was closed by the server before
 * it answered is sent again on another, as Go's HTTP client does. Anything else could be heard twice.
 */
export const keptSending: AxiosAdapter = async (config) => {
  const send = axios.getAdapter('http');
  for (;;) {
    try {
      return await send({ lookup: sharedLookup, ...config });
    } catch (error) {
      if (config.method?.toUpperCase() !== 'GET' || !isOfKeptConnection(error)) {
        throw error;
      }
    }
  }
};

const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

const isOfKeptConnection = (error: unknown): boolean =>
  isAxiosError(error) && CLOSED.has(error.code ?? '') && isReused(error.request);

/** Where redirects are followed, the request to Node is inside of another. */
function isReused(request: unknown): boolean {
  if (typeof request !== 'object' || request === null) {
    return false;
  }
  return 'reusedSocket' in request
    ? request.reusedSocket === true
    : '_currentRequest' in request && isReused(request._currentRequest);
}
