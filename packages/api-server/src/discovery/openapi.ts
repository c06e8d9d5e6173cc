import { createHash } from 'node:crypto';
import type { Reply } from '../http/request.ts';
import type { JsonObject } from '../json.ts';
import type { Catalog } from '../resources/catalog.ts';
import { type Resource, rootOf, type Verb } from '../resources/resource.ts';
import { componentName, componentSchemas, groupVersionKind } from './openapi-schemas.ts';

const ROOT = '/openapi/v3';

/** OpenAPI 3: the index of documents, or the document of one group and version. Undefined for other paths. */
export function openApi(catalog: Catalog, path: string): Reply | undefined {
  if (path === ROOT || path === `${ROOT}/`) {
    return { kind: 'json', code: 200, value: index(catalog) };
  }
  const wanted = path.slice(ROOT.length);
  const resources = catalog.all().filter((resource) => rootOf(resource) === wanted);
  if (!path.startsWith(`${ROOT}/`) || resources.length === 0) {
    return undefined;
  }
  return {
    kind: 'text',
    code: 200,
    text: documentText(catalog, wanted, resources),
    contentType: 'application/json',
    headers: { etag: `"${hash(resources)}"`, vary: 'Accept' },
  };
}

const texts = new WeakMap<Catalog, { readonly edition: number; readonly byRoot: Map<string, string> }>();

/** Documents are made when they are first asked for, and again when CRDs change. */
function documentText(catalog: Catalog, root: string, resources: readonly Resource[]): string {
  const known = texts.get(catalog);
  const current =
    known?.edition === catalog.edition ? known : { edition: catalog.edition, byRoot: new Map<string, string>() };
  texts.set(catalog, current);
  const text = current.byRoot.get(root) ?? JSON.stringify(document(resources));
  current.byRoot.set(root, text);
  return text;
}

function index(catalog: Catalog): JsonObject {
  const roots = new Map(
    catalog
      .all()
      .map((resource) => [rootOf(resource), catalog.all().filter((other) => rootOf(other) === rootOf(resource))]),
  );
  const paths = [...roots].map(
    ([root, resources]) => [root.slice(1), { serverRelativeURL: `${ROOT}${root}?hash=${hash(resources)}` }] as const,
  );
  return { paths: Object.fromEntries(paths) };
}

/** Tells documents apart: built-in kinds never change, custom ones change with their schemas. */
function hash(resources: readonly Resource[]): string {
  const digest = createHash('sha256');
  for (const { plural, version, isCustom, schema } of resources) {
    digest.update(`${version}/${plural}\n${isCustom ? JSON.stringify(schema.source) : ''}`);
  }
  return digest.digest('hex').toUpperCase();
}

function document(resources: readonly Resource[]): JsonObject {
  const paths = Object.fromEntries(resources.flatMap((resource) => Object.entries(pathsOf(resource))));
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'sandbox' },
    paths,
    components: { schemas: componentSchemas(resources) },
  };
}

const ONE: Readonly<Partial<Record<Verb, string>>> = { get: 'get', update: 'put', patch: 'patch', delete: 'delete' };
const MANY: Readonly<Partial<Record<Verb, string>>> = { list: 'get', create: 'post', deletecollection: 'delete' };

function pathsOf(resource: Resource): JsonObject {
  const { plural, namespaced, subresources } = resource;
  const root = rootOf(resource);
  const collection = namespaced ? `${root}/namespaces/{namespace}/${plural}` : `${root}/${plural}`;
  const parts = subresources.map(
    ({ name, verbs }) =>
      [`${collection}/{name}/${name}`, operations(resource, verbs, { ...ONE, create: 'post' })] as const,
  );
  return {
    ...(namespaced ? { [`${root}/${plural}`]: operations(resource, ['list'], MANY) } : {}),
    [collection]: operations(resource, resource.verbs, MANY),
    [`${collection}/{name}`]: operations(resource, resource.verbs, ONE),
    ...Object.fromEntries(parts),
  };
}

const WRITES = ['create', 'update', 'patch'];
const query = (name: string, type: string): JsonObject => ({ name, in: 'query', schema: { type, uniqueItems: true } });

function operations(
  resource: Resource,
  verbs: readonly Verb[],
  methods: Readonly<Partial<Record<Verb, string>>>,
): JsonObject {
  const entries = verbs.flatMap((verb) => {
    const method = methods[verb];
    return method === undefined ? [] : [[method, operation(resource, verb)] as const];
  });
  return Object.fromEntries(entries);
}

function operation(resource: Resource, verb: Verb): JsonObject {
  const parameters = [
    query('dryRun', 'string'),
    query('fieldManager', 'string'),
    query('fieldValidation', 'string'),
    ...(verb === 'patch' ? [query('force', 'boolean')] : []),
  ];
  const schema = { $ref: `#/components/schemas/${componentName(resource)}` };
  return {
    ...(WRITES.includes(verb) ? { parameters } : verb === 'delete' ? { parameters: [query('dryRun', 'string')] } : {}),
    ...(verb === 'create' || verb === 'update' ? { requestBody: { content: { 'application/json': { schema } } } } : {}),
    responses: { 200: { description: 'OK', content: { 'application/json': { schema } } } },
    'x-kubernetes-action': verb,
    'x-kubernetes-group-version-kind': groupVersionKind(resource),
  };
}
