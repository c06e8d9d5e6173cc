import { randomInt } from 'node:crypto';
import { selection } from '../reads/selection.ts';
import { watch } from '../reads/watch.ts';
import type { Told } from '../reads/watch.ts';
import { Refusal, invalidObject } from '../refusal.ts';
import { forbidden, required } from '../problems.ts';
import { encoded, shownEvent } from './presentation.ts';
import type { ApiRequest, Reply } from './request.ts';
import type { Context } from './resource-requests.ts';

const BOOKMARK_MS = 55_000;
/** How long a watch lasts if the client does not say, in seconds: from half an hour to an hour. */
const SHORTEST = 1800;

/** Streams what happens to what is selected, one JSON object a line. */
export function watchReply(context: Context): Reply {
  const { query } = context.request;
  checkInitialEvents(context.request);
  const seconds = Number(query.get('timeoutSeconds') ?? 0);
  return {
    kind: 'stream',
    contentType: context.presentation.accepted.form === 'object' ? 'application/json' : 'application/json;stream=watch',
    seconds: seconds > 0 ? seconds : SHORTEST + randomInt(SHORTEST),
    open: (line) => open(context, line),
  };
}

function open({ cluster, request, route, presentation }: Context, line: (text: string) => void): () => void {
  let isFirst = true;
  const show = (told: Told): void => {
    line(encoded(shownEvent({ ...presentation, now: cluster.clock.now() }, told, isFirst), presentation.accepted));
    isFirst = false;
  };
  try {
    const end = watch(cluster, { resource: route.resource, selection: selection(route.resource, request.query, route), query: request.query, tell: show });
    const bookmarks = request.query.get('allowWatchBookmarks') === 'true' ? setInterval(() => show(bookmark(cluster.store.version())), BOOKMARK_MS) : undefined;
    return () => {
      clearInterval(bookmarks);
      end();
    };
  } catch (error) {
    // a version that is too old is told in the stream, as every client expects
    if (!(error instanceof Refusal) || error.code !== 410) throw error;
    line(encoded({ type: 'ERROR', object: error.status }, presentation.accepted));
    return () => undefined;
  }
}

const bookmark = (version: number): Told => ({ type: 'BOOKMARK', resourceVersion: String(version), isInitialEnd: false });

function checkInitialEvents({ query }: ApiRequest): void {
  const about = { group: 'meta.k8s.io', plural: 'listoptions', kind: 'ListOptions' };
  if (!query.has('sendInitialEvents')) return;
  if (query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const problem = query.has('resourceVersionMatch') ? forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan') : required('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
    throw invalidObject(about, '', [problem]);
  }
}
