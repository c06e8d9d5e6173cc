import type { Dispatcher } from 'undici';
import type { Access, Connection } from '../client/connect.ts';

/**
 * The same connection, on which a write leaves only while `mayWrite` says so. It is asked when the first byte is
 * about to be sent: a write that waited for a connection, for its next attempt, or in a process that was paused, is
 * stopped then, though it was allowed when it began.
 */
export function fencedConnection(connection: Connection, mayWrite: () => boolean): Connection {
  const fenced = new WeakMap<Access, Access>();
  const originals = new WeakMap<Access, Access>();
  return {
    server: connection.server,
    async access() {
      const access = await connection.access();
      const known = fenced.get(access);
      if (known !== undefined) {
        return known;
      }
      const made = { ...access, requests: access.requests.compose(fence(mayWrite)) };
      fenced.set(access, made);
      originals.set(made, access);
      return made;
    },
    refresh: (refused) => connection.refresh(originals.get(refused) ?? refused),
    close: () => connection.close(),
  };
}

function fence(mayWrite: () => boolean): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, options.method === 'GET' ? handler : guarded(handler, mayWrite));
}

const guarded = (handler: Dispatcher.DispatchHandler, mayWrite: () => boolean): Dispatcher.DispatchHandler => ({
  onRequestStart(controller, context) {
    if (!mayWrite()) {
      throw new Error('not sent: the lease is not ours');
    }
    handler.onRequestStart?.(controller, context);
  },
  onResponseStart: (...answer) => handler.onResponseStart?.(...answer),
  onResponseData: (...chunk) => handler.onResponseData?.(...chunk),
  onResponseEnd: (...end) => handler.onResponseEnd?.(...end),
  onResponseError: (...failure) => handler.onResponseError?.(...failure),
});
