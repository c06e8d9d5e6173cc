import type { Dispatcher } from 'undici';
import type { Access, Connection } from '../client/connect.ts';
import { CLUSTER_METRICS_RULES } from '../rules.ts';

/** Whether something may be written into a namespace now; undefined: into one that says nothing of whose it is. */
export type MayWrite = (namespace: string | undefined) => boolean;

/**
 * The same connection, on which a write leaves only while `mayWrite` says so. It is asked when the first byte is
 * about to be sent: a write that waited for a connection, for its next attempt, or in a process that was paused, is
 * stopped then, though it was allowed when it began.
 */
export function fencedConnection(connection: Connection, mayWrite: MayWrite): Connection {
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

function fence(mayWrite: MayWrite): Dispatcher.DispatcherComposeInterceptor {
  return (dispatch) => (options, handler) =>
    dispatch(options, options.method === 'GET' ? handler : guarded(handler, () => mayWrite(namespaceIn(options.path))));
}

/** Behind whatever path the server itself has. */
const NAMESPACED = /(?:\/apis\/([^/]+)\/[^/]+|\/api\/v1)\/namespaces\/([^/?]+)/;
const QUESTIONS: ReadonlySet<string> = new Set(CLUSTER_METRICS_RULES.map(({ apiGroup }) => apiGroup));

/** The namespace that is written into. A question of a MetricTemplate may lie in any, whoever asks it. */
export function namespaceIn(path: string): string | undefined {
  const [, group = '', namespace] = NAMESPACED.exec(path) ?? [];
  return namespace === undefined || QUESTIONS.has(group) ? undefined : decodeURIComponent(namespace);
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
