import type { JsonObject } from './json.ts';
import { type Cause, sentence } from './problems.ts';

/** The kind of thing that a refusal is about. */
export interface About {
  readonly group: string;
  /** The word in the path. */
  readonly plural: string;
  readonly kind: string;
}

interface Facts {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: JsonObject;
}

/** A request that the server does not do, told in the body as a Status. */
export class StatusError extends Error {
  readonly code: number;
  readonly status: JsonObject;

  constructor({ code, reason, message, details }: Facts) {
    super(message);
    this.code = code;
    const told = details === undefined ? {} : { details };
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...told,
      code,
    };
  }
}

/** A resource by its full name, e.g. `deployments.apps`. */
export const fullName = ({ group, plural }: Pick<About, 'group' | 'plural'>): string =>
  group === '' ? plural : `${plural}.${group}`;

const detailsOf = ({ group, plural }: About, name: string): JsonObject => ({
  ...(name === '' ? {} : { name }),
  ...(group === '' ? {} : { group }),
  kind: plural,
});

export const badRequest = (message: string): StatusError =>
  new StatusError({ code: 400, reason: 'BadRequest', message });

export const unauthorized = (): StatusError =>
  new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });

export const notFound = (about: About, name: string): StatusError =>
  new StatusError({
    code: 404,
    reason: 'NotFound',
    message: `${fullName(about)} "${name}" not found`,
    details: detailsOf(about, name),
  });

/** The server knows no such resource at all. */
export const unknownPath = (): StatusError =>
  new StatusError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });

export const alreadyExists = (about: About, name: string): StatusError =>
  new StatusError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${fullName(about)} "${name}" already exists`,
    details: detailsOf(about, name),
  });

/** A write that was made on an older object than the one that is stored, or with another uid. */
export const conflict = (
  about: About,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError =>
  new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${fullName(about)} "${name}": ${why}`,
    details: detailsOf(about, name),
  });

export const methodNotAllowed = (about: Pick<About, 'group' | 'plural'>, verb: string): StatusError =>
  new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: `${verb} is not supported on resources of kind "${fullName(about)}"`,
    details: detailsOf({ ...about, kind: '' }, ''),
  });

/** The namespace is on its way out, so nothing new may come into it. */
export function namespaceTerminating(about: About, name: string, namespace: string): StatusError {
  const why = `namespace ${namespace} is being terminated`;
  const causes = [{ reason: 'NamespaceTerminating', message: why, field: 'metadata.namespace' }];
  const message = `${fullName(about)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`;
  return new StatusError({ code: 403, reason: 'Forbidden', message, details: { ...detailsOf(about, name), causes } });
}

export const forbidden = (about: About, name: string, why: string): StatusError =>
  new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${fullName(about)} "${name}" is forbidden: ${why}`,
    details: detailsOf(about, name),
  });

/** The object is against the rules; `problems` says where and how. */
export function invalidObject({ group, kind }: About, name: string, problems: readonly Cause[]): StatusError {
  const sentences = [...new Set(problems.map(sentence))];
  const told = sentences.length === 1 ? sentences.join('') : `[${sentences.join(', ')}]`;
  const causes = problems.map(({ reason, message, field }) => ({ reason, message, field }));
  const details = { ...(name === '' ? {} : { name }), ...(group === '' ? {} : { group }), kind, causes };
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${group === '' ? kind : `${kind}.${group}`} "${name}" is invalid: ${told}`,
    details,
  });
}

/** Fields that are to be applied are somebody else's; `manager` is in quotes already. */
export function fieldConflict(
  conflicts: readonly { readonly manager: string; readonly fields: readonly string[] }[],
): StatusError {
  const causes = conflicts.flatMap(({ manager, fields }) =>
    fields.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${manager}`, field })),
  );
  const [only] = conflicts;
  const lists = conflicts.map(
    ({ manager, fields }) => `conflicts with ${manager}:\n${fields.map((field) => `- ${field}`).join('\n')}`,
  );
  const told =
    causes.length === 1 && only !== undefined
      ? `conflict with ${only.manager}: ${only.fields.join('')}`
      : lists.join('\n');
  const message = `Apply failed with ${causes.length} conflict${causes.length === 1 ? '' : 's'}: ${told}`;
  return new StatusError({ code: 409, reason: 'Conflict', message, details: { causes } });
}

/** A configuration that is to be applied has fields that its kind has not. */
export const notInSchema = (message: string): StatusError => new StatusError({ code: 500, reason: '', message });

/** The result of a patch is no object of its kind; `shown` is the patch or its result. */
export function invalidPatch(shown: string, why: string): StatusError {
  const cause = {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(shown)}: ${why}`,
    field: 'patch',
  };
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: ` "" is invalid: patch: ${cause.message}`,
    details: { causes: [cause] },
  });
}

/** A watch is to begin at something that is no version. */
export const unreadableVersion = (version: string): StatusError =>
  new StatusError({
    code: 500,
    reason: '',
    message: `resourceVersion: Invalid value: ${JSON.stringify(version)}: strconv.ParseUint: parsing ${JSON.stringify(version)}: invalid syntax`,
  });

/** What was asked for is older than what the server still knows. */
export const gone = (message: string): StatusError => new StatusError({ code: 410, reason: 'Expired', message });

/** The method is not there for any path of this shape. */
export const noSuchMethod = (): StatusError =>
  new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });

/** The server has not come so far yet; a client may try again. */
export const tooLargeVersion = (version: string, current: number): StatusError =>
  new StatusError({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${version}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });

/** For content types that no kind of the server's own takes. */
export const unknownMediaType = (): StatusError =>
  new StatusError({ code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} });

/** For content types that this kind does not take. */
export const unsupportedMediaType = (allowed: readonly string[]): StatusError =>
  new StatusError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${allowed.join(', ')}`,
  });

export const notAcceptable = (allowed: readonly string[]): StatusError =>
  new StatusError({
    code: 406,
    reason: 'NotAcceptable',
    message: `406: Not Acceptable\n\nAvailable representations: ${allowed.join(', ')}`,
    details: {},
  });

/** The patch is JSON, but cannot be applied. */
export const unprocessable = (message: string): StatusError =>
  new StatusError({ code: 422, reason: 'Invalid', message, details: {} });

/** Something here is broken; the message says nothing of what was in the request. */
export const internal = (message: string): StatusError =>
  new StatusError({
    code: 500,
    reason: 'InternalError',
    message: `Internal error occurred: ${message}`,
    details: { causes: [{ message }] },
  });
