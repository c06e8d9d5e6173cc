import { isObject, type Json, type JsonObject, objectAt, stringAt } from '../json.ts';
import { isKubeObject, type KubeObject } from '../kube-object.ts';
import { badRequest, type StatusError } from '../refusal.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { DecodeError, decoded } from '../schema/decode.ts';
import { pruned } from '../schema/prune.ts';
import type { WriteOptions } from './write-options.ts';

interface Reading extends Pick<WriteOptions, 'validation' | 'warn'> {
  /** What is told where the body fits no object of the kind. */
  readonly unfit?: ((why: string) => StatusError) | undefined;
}

/**
 * The object that a body describes, without what its schema does not know. Its name may be empty. Throws a refusal
 * where it is no such object.
 */
export function readObject(resource: Resource, body: Json, options: Reading): KubeObject {
  try {
    return read(resource, body, options);
  } catch (error) {
    if (error instanceof DecodeError) {
      throw options.unfit?.(error.message) ?? unfitBody(resource, error.message);
    }
    throw error;
  }
}

const unfitBody = ({ kind, version }: Resource, why: string): StatusError =>
  badRequest(`${kind} in version "${version}" cannot be handled as a ${kind}: ${why}`);

function read(resource: Resource, body: Json, { validation, warn }: Reading): KubeObject {
  const { kind } = resource;
  const apiVersion = apiVersionOf(resource);
  if (!isObject(body)) {
    throw badRequest(
      `couldn't get version/kind; json parse error: json: cannot unmarshal ${Array.isArray(body) ? 'array' : typeof body} into Go value of type struct`,
    );
  }
  checkKind(resource, body);
  const unknown: string[] = [];
  const known = pruned(resource.schema, { ...body, apiVersion, kind }, (path) =>
    unknown.push(`unknown field "${path}"`),
  );
  if (unknown.length > 0 && validation === 'Strict') {
    throw new DecodeError(`strict decoding error: ${unknown.join(', ')}`);
  }
  if (validation === 'Warn') {
    unknown.forEach(warn);
  }
  return withTypes(resource, objectAt(known));
}

/** Built-in kinds are read by Go types; of custom ones only the metadata is. */
function withTypes({ schema, isCustom, kind, ...resource }: Resource, value: JsonObject): KubeObject {
  const read = isCustom
    ? { ...value, metadata: decoded({ ref: 'meta.ObjectMeta' }, objectAt(value, 'metadata'), 'ObjectMeta') }
    : decoded(schema, value, kind);
  const whole = {
    ...objectAt(read),
    apiVersion: apiVersionOf(resource),
    kind,
    metadata: { name: '', ...objectAt(read, 'metadata') },
  };
  if (!isKubeObject(whole)) {
    throw new DecodeError('metadata is no object');
  }
  return whole;
}

/** A body may leave out what it is; what it says must be so. */
function checkKind(resource: Resource, body: JsonObject): void {
  const apiVersion = apiVersionOf(resource);
  const given = {
    apiVersion: stringAt(body, 'apiVersion') ?? apiVersion,
    kind: stringAt(body, 'kind') ?? resource.kind,
  };
  if (given.apiVersion !== apiVersion && resource.isCustom) {
    throw badRequest(
      `the API version in the data (${given.apiVersion}) does not match the expected API version (${apiVersion})`,
    );
  }
  if (given.apiVersion !== apiVersion || given.kind !== resource.kind) {
    throw wrongKind(resource, given);
  }
}

/** In Go's words: of another version of the same group nothing is known, anything else cannot be converted. */
function wrongKind(
  { group, kind }: Resource,
  given: { readonly apiVersion: string; readonly kind: string },
): StatusError {
  const [version = '', ownGroup = ''] = given.apiVersion.split('/').toReversed();
  const told = `${given.kind} in version "${version}" cannot be handled as a ${kind}`;
  if (ownGroup === group && given.kind === kind) {
    return badRequest(
      `${told}: no kind "${kind}" is registered for version "${given.apiVersion}" in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  return badRequest(
    `${told}: converting (${given.apiVersion}.${given.kind}) to (${group === '' ? 'core' : (group.split('.')[0] ?? '')}.${kind}): unknown conversion`,
  );
}
