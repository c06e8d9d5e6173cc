import type { Cluster } from '../cluster.ts';
import { aggregated, aggregatedType } from '../discovery/aggregated.ts';
import { apiGroup, apiGroups, apiResources, apiVersions } from '../discovery/plain.ts';
import { openApi } from '../discovery/openapi.ts';
import { VERSION } from '../discovery/version.ts';
import { methodNotAllowed, unknownPath } from '../refusal.ts';
import { type ApiRequest, ok, type Reply } from './request.ts';
import { resourceRequest } from './resource-requests.ts';
import { route } from './route.ts';

const HEALTH = ['/healthz', '/livez', '/readyz'];

/** Whether a path may be read without a token. */
export const isPublic = (path: string): boolean => HEALTH.some((each) => path === each || path.startsWith(`${each}/`));

const PAGE_NOT_FOUND: Reply = {
  kind: 'text',
  code: 404,
  text: '404 page not found\n',
  contentType: 'text/plain; charset=utf-8',
};

/** Answers any request. Throws a refusal. */
export function answerTo(cluster: Cluster, request: ApiRequest): Reply {
  const { path, method } = request;
  const found = route(path, cluster.catalog);
  if (found.kind === 'resource') {
    return resourceRequest(cluster, request, found);
  }
  if (found.kind === 'unknown-resource') {
    throw unknownPath();
  }
  if (method !== 'GET' && method !== 'HEAD') {
    return found.kind === 'other' ? PAGE_NOT_FOUND : refuseMethod(method);
  }
  switch (found.kind) {
    case 'groups':
      return groupsReply(cluster, request, found.isCore);
    case 'group':
      return ok(apiGroup(cluster.catalog, found.group));
    case 'version':
      return ok(apiResources(cluster.catalog, found.group, found.version));
    case 'other':
      return otherReply(cluster, request);
  }
}

function refuseMethod(method: string): never {
  throw methodNotAllowed({ group: '', plural: '' }, method.toLowerCase());
}

function groupsReply({ catalog }: Cluster, request: ApiRequest, isCore: boolean): Reply {
  const type = aggregatedType(request.accept);
  if (type !== undefined) {
    return { kind: 'json', code: 200, value: aggregated(catalog, type.version, isCore), contentType: type.contentType };
  }
  return ok(isCore ? apiVersions() : apiGroups(catalog));
}

function otherReply({ catalog }: Cluster, request: ApiRequest): Reply {
  const { path } = request;
  if (isPublic(path)) {
    return { kind: 'text', code: 200, text: 'ok', contentType: 'text/plain; charset=utf-8' };
  }
  if (path === '/version' || path === '/version/') {
    return ok(VERSION);
  }
  if (path === '/') {
    return ok({
      paths: [
        '/api',
        '/api/v1',
        '/apis',
        ...new Set(catalog.all().map(({ group, version }) => `/apis/${group}/${version}`)),
        ...HEALTH,
        '/openapi/v3',
        '/version',
      ],
    });
  }
  if (path.startsWith('/openapi/')) {
    return openApi(catalog, path) ?? PAGE_NOT_FOUND;
  }
  return PAGE_NOT_FOUND;
}
