// The lines of an audit log (level Metadata) as far as Cluster.auditRequests reads them.
import { OPERATOR_USER } from '../cluster.mjs';

const PATH = /^\/(?:api|apis\/[^/]+)\/[^/]+(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+)(?:\/([^/]+))?)?$/;

export const isWatch = (url) => /[?&]watch=(1|true)(&|$)/.test(url);

export function auditLine({ method, url, headers }, { receivedAt, code }) {
  const { pathname } = new URL(url, 'http://server');
  const [, namespace, resource, name, subresource] = PATH.exec(pathname) ?? [];
  const watches = isWatch(url);
  const user = headers['user-agent']?.startsWith('flagger') ? OPERATOR_USER : 'bench';
  return `${JSON.stringify({
    stage: watches ? 'ResponseStarted' : 'ResponseComplete',
    requestReceivedTimestamp: new Date(receivedAt).toISOString(),
    stageTimestamp: new Date().toISOString(),
    verb: verbOf(method, { watches, isOne: name !== undefined }),
    requestURI: url,
    objectRef: { resource, namespace, name, subresource },
    user: { username: user },
    responseStatus: { code },
  })}\n`;
}

const VERBS = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' };

function verbOf(method, { watches, isOne }) {
  return watches ? 'watch' : (VERBS[method] ?? (isOne ? 'get' : 'list'));
}
