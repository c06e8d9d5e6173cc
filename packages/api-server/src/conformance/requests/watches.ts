import { CANARIES, CORE, NAMESPACE, PARTIAL, TABLE, get, post, remove } from '../calls.ts';
import { type Case, cases } from '../case.ts';
import { configMap } from '../objects.ts';

const WATCHED = `watch=1&timeoutSeconds=1&fieldSelector=${encodeURIComponent('metadata.name=watched')}`;
const INITIAL = 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan';

/** Watches, by how they begin. */
export const WATCHES = cases('watch', {
  'something to watch': post(`${CORE}/configmaps`, configMap('watched')),
  'from no version': get(`${CORE}/configmaps?${WATCHED}`),
  'from version 0': get(`${CORE}/configmaps?${WATCHED}&resourceVersion=0`),
  'from a list of its own': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}&allowWatchBookmarks=true`),
  'from a list of its own, without bookmarks': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}`),
  'a list of its own, ill asked for': get(`${CORE}/configmaps?${WATCHED}&sendInitialEvents=true`),
  'as a table': get(`${CORE}/configmaps?${WATCHED}`, TABLE),
  'as metadata': get(`${CORE}/configmaps?${WATCHED}&${INITIAL}&allowWatchBookmarks=true`, PARTIAL),
  'from nowhere': get(`${CORE}/configmaps?${WATCHED}&resourceVersion=x`),
  'in the old way': get(`/api/v1/watch/namespaces/${NAMESPACE}/configmaps/watched?timeoutSeconds=1`),
  'of a custom kind': get(`${CANARIES}?watch=1&timeoutSeconds=1&${INITIAL}&allowWatchBookmarks=true`),
  'it goes': remove(`${CORE}/configmaps/watched`),
});

/** A server that is young remembers all it saw. */
export const PAST: Case = {
  title: 'watch: from the far past',
  call: get(`${CORE}/configmaps?${WATCHED}&resourceVersion=1`),
  onlyIf: 'too old',
};
