import { type Answer, requester, type Requester } from '../conformance/requester.ts';
import { type ApiServer, type ApiServerOptions, startApiServer } from '../index.ts';
import type { Json, JsonObject } from '../json.ts';

/** A server of its own for a file of tests, and requests to it over HTTPS. */
export interface Trial extends Requester {
  readonly server: ApiServer;
  get(path: string, accept?: string): Promise<Answer>;
  post(path: string, body: Json): Promise<Answer>;
  put(path: string, body: Json): Promise<Answer>;
  /** A merge patch, unless another content type is given. */
  patch(path: string, body: Json, contentType?: string): Promise<Answer>;
  remove(path: string, options?: Json): Promise<Answer>;
}

/** Starts a server with the namespace `test`. */
export async function trial(options: Partial<ApiServerOptions> = {}): Promise<Trial> {
  const server = await startApiServer({ token: 'secret-token', ...options });
  const client = requester(server.kubeconfig());
  const post = (path: string, body: Json): Promise<Answer> => client.send({ method: 'POST', path, body });
  await post('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'test' } });
  return {
    ...client,
    server,
    post,
    get: (path, accept) => client.send({ method: 'GET', path, ...(accept === undefined ? {} : { accept }) }),
    put: (path, body) => client.send({ method: 'PUT', path, body }),
    patch: (path, body, contentType = MERGE) => client.send({ method: 'PATCH', path, body, contentType }),
    remove: (path, body) => client.send({ method: 'DELETE', path, ...(body === undefined ? {} : { body }) }),
    close: async () => {
      await client.close();
      await server.close();
    },
  };
}

export const MERGE = 'application/merge-patch+json';
export const STRATEGIC = 'application/strategic-merge-patch+json';
export const JSON_PATCH = 'application/json-patch+json';
export const APPLY = 'application/apply-patch+yaml';
export const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io';

export const CONFIG_MAPS = '/api/v1/namespaces/test/configmaps';
export const DEPLOYMENTS = '/apis/apps/v1/namespaces/test/deployments';
export const PODS = '/api/v1/namespaces/test/pods';
export const WIDGETS = '/apis/example.com/v1/namespaces/test/widgets';
export const DEFINITIONS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A ConfigMap; `more` may hold metadata. */
export function aConfigMap(
  name: string,
  { metadata = {}, ...more }: { readonly metadata?: JsonObject; readonly [field: string]: Json | undefined } = {},
): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...metadata }, ...withoutUndefined(more) };
}

/** A Deployment of podinfo. */
export function aDeployment(name: string, spec: JsonObject = {}): JsonObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'podinfod', image: 'podinfo:6.0.0' }] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { selector: { matchLabels: labels }, template, ...spec },
  };
}

/** A pod of one container. */
export function aPod(name: string, metadata: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, ...metadata },
    spec: { containers: [{ name: 'podinfod', image: 'podinfo:6.0.0' }] },
  };
}

/** A Widget of the kind that {@link aDefinition} defines. */
export const aWidget = (name: string, more: JsonObject = {}): JsonObject => ({
  apiVersion: 'example.com/v1',
  kind: 'Widget',
  metadata: { name },
  ...more,
});

/** The definition of Widgets, with the schema of their spec and more of their one version. */
export function aDefinition(spec: JsonObject, version: JsonObject = {}): JsonObject {
  const status = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', ...spec }, status } } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'widgets.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', shortNames: ['wd'] },
      versions: [{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema, ...version }],
    },
  };
}

function withoutUndefined(fields: Readonly<Record<string, Json | undefined>>): JsonObject {
  const entries = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value] as const],
  );
  return Object.fromEntries(entries);
}
