import { Conflict, Unanswered, Wait } from '@flagger/api';
import { ApiError } from './api-error.ts';
import { kindName, type Place, placeName, type Resource, resourceName } from './resource.ts';

export type Verb = 'get' | 'list' | 'watch' | 'create' | 'update' | 'patch' | 'delete';

/** What was asked of the API server, for people. */
export interface Attempted {
  readonly verb: Verb;
  readonly resource: Resource;
  readonly place: Place;
}

const DOING: Readonly<Record<Verb, string>> = {
  get: 'reading',
  list: 'listing',
  watch: 'watching',
  create: 'creating',
  update: 'replacing',
  patch: 'patching',
  delete: 'removing',
};

/** Codes after which the same request may succeed. */
const PASSING = new Set([408, 429, 500, 502, 503, 504]);

/** Whether the same request is worth repeating: the server never answered, or said that it could not just now. */
export const isPassing = (error: unknown): boolean => !(error instanceof ApiError) || PASSING.has(error.status);

/**
 * One sentence that says what was tried and why it failed, as the kind of error that the shell tells apart: {@link
 * Conflict} for 409, {@link Unanswered} where no answer came, {@link Wait} for what else may pass, a plain error for what
 * will not. The answer is the cause, in the words that the sentence ends with.
 */
export function failure(attempted: Attempted, error: unknown): Error {
  const what = `${DOING[attempted.verb]} ${placeName(attempted.resource, attempted.place)}`;
  if (!(error instanceof ApiError)) {
    const why = error instanceof Error ? error.message : String(error);
    return new Unanswered(`${what}: ${why}`, { cause: error });
  }
  const words = said(attempted, error);
  const message = `${what}: ${words}`;
  // whoever tells of the cause as well says nothing twice, and nothing of a Secret
  const cause = new ApiError(words, error);
  if (error.status === 409) {
    return new Conflict(message, { cause });
  }
  if (!isPassing(error) && ![401, 404, 410].includes(error.status)) {
    return new Error(message, { cause });
  }
  return new Wait(message, { cause, ...(error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs }) });
}

function said(attempted: Attempted, error: ApiError): string {
  const { resource, place } = attempted;
  // A refused Secret may be quoted in the server's words.
  const words =
    resource.kind === 'Secret' && error.status !== 403
      ? `${error.status} ${error.reason}`.trim()
      : withoutObject(attempted, error.message);
  if (error.status === 401) {
    return `the API server does not accept our credentials (${words})`;
  }
  if (error.status !== 403 || words !== error.message) {
    return words;
  }
  const subresource = place.subresource === undefined ? '' : `/${place.subresource}`;
  const where = place.namespace === undefined ? 'in the whole cluster' : `in namespace ${place.namespace}`;
  return `forbidden to ${attempted.verb} ${resourceName(resource)}${subresource} ${where}: ${words}`;
}

/** The server's words without the object that they begin with, since it is named already: `forbidden: …`, `not found`. */
function withoutObject({ resource, place }: Attempted, words: string): string {
  const name = place.name === undefined ? '' : ` "${place.name}"`;
  const objects = [resourceName(resource), kindName(resource)].map((each) => `${each}${name}`);
  const begins = objects.flatMap((each) => [`${each} is `, `${each} `, `Operation cannot be fulfilled on ${each}: `]);
  const begin = begins.find((each) => words.startsWith(each)) ?? '';
  return words.slice(begin.length);
}
