import { randomInt } from 'node:crypto';
import type { Cluster } from '../cluster.ts';
import { selection } from '../reads/selection.ts';
import { type Told, watch } from '../reads/watch.ts';
import { StatusError, invalidObject } from '../refusal.ts';
import { forbidden } from '../problems.ts';
import type { Context } from './context.ts';
import { encoded, shownEvent } from './presentation.ts';
import type { ApiRequest, Reply } from './request.ts';

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
    const end = watch(cluster, {
      resource: route.resource,
      selection: selection(route.resource, request.query, route),
      query: request.query,
      tell: show,
    });
    const endBookmarks =
      request.query.get('allowWatchBookmarks') === 'true' ? bookmarks(cluster, show) : () => undefined;
    return () => {
      endBookmarks();
      end();
    };
  } catch (error) {
    // a version that is too old is told in the stream, as every client expects
    if (!(error instanceof StatusError) || error.code !== 410) {
      throw error;
    }
    line(encoded({ type: 'ERROR', object: error.status }, presentation.accepted));
    return () => undefined;
  }
}

/** Tells from time to time how far the watch has come. Gives how to end that. */
function bookmarks({ clock, store }: Cluster, tell: (told: Told) => void): () => void {
  const next = (): void => {
    tell({ type: 'BOOKMARK', resourceVersion: String(store.version()), isInitialEnd: false });
    cancel = clock.after(BOOKMARK_MS, next);
  };
  let cancel = clock.after(BOOKMARK_MS, next);
  return () => cancel();
}

function checkInitialEvents({ query }: ApiRequest): void {
  const about = { group: 'meta.k8s.io', plural: 'listoptions', kind: 'ListOptions' };
  if (!query.has('sendInitialEvents')) {
    return;
  }
  if (query.get('resourceVersionMatch') === 'NotOlderThan') {
    return;
  }
  throw invalidObject(about, '', [
    forbidden('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
  ]);
}
