import type { Cluster } from '../cluster.ts';
import { isObject, type Json } from '../json.ts';
import type { KubeObject } from '../kube-object.ts';
import { badRequest, notFound, unsupportedMediaType } from '../refusal.ts';
import { type Presentation, shownObject } from './presentation.ts';
import type { ApiRequest, Reply } from './request.ts';
import type { Route } from './route.ts';

export type ResourceRoute = Extract<Route, { kind: 'resource' }>;

/** Everything that a request about a resource needs. */
export interface Context {
  readonly cluster: Cluster;
  readonly request: ApiRequest;
  readonly route: ResourceRoute;
  readonly presentation: Presentation;
}

/** The stored object that a path names. Throws 404. */
export function current({
  cluster,
  route: { resource, namespace, name = '' },
}: Pick<Context, 'cluster' | 'route'>): KubeObject {
  const found = cluster.store.get(resource.storage, { namespace, name });
  if (found === undefined) {
    throw notFound(resource, name);
  }
  return found;
}

/** An object in the form that the client asked for. */
export function answer({ presentation }: Pick<Context, 'presentation'>, object: Json, code = 200): Reply {
  const shown = shownObject(presentation, object);
  return { kind: 'json', code, value: isObject(shown) ? shown : {} };
}

/** The body of a write. Throws a refusal where there is none that can be read. */
export function bodyOf({ contentType, body }: ApiRequest): Json {
  if (contentType.includes('cbor')) {
    throw unsupportedMediaType(['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']);
  }
  if (body === undefined) {
    throw badRequest('the body of the request is empty');
  }
  return body;
}
