import type { ManagedFields, ObjectMeta } from './objects.ts';

/** What a person can ask of a canary once, the most urgent first. */
export const VERBS = ['abort', 'reject', 'promote', 'skip-analysis', 'approve', 'retry'] as const;
export type Verb = (typeof VERBS)[number];

/** The annotation by which something is asked. */
export const annotationOf = (verb: Verb | 'pause'): string => `flagger.app/${verb}`;

/** What somebody wrote into an annotation of a Canary. */
export interface Request {
  readonly verb: Verb | 'pause';
  /** As it is in the annotation, as far as it is remembered. */
  readonly value: string;
  /** Tells one request from the next, e.g. the time. */
  readonly id: string;
  /** The name or the type of a gate. */
  readonly of?: string;
  /** Who asked: as the request says, else whose tool wrote it. */
  readonly by?: string;
  /** When the API server was told, as it says. */
  readonly at?: string;
  /** Why this is no request. */
  readonly problem?: string;
}

/** Longer ones are refused, so that what is remembered of them stays small. */
const LONGEST = 200;
const FORM = /^(\S+)(?: for (\S.*?))?(?: by (\S.*))?$/;

/** What is asked by one annotation; undefined where it is not there. */
export function requestOf(metadata: ObjectMeta, verb: Verb | 'pause'): Request | undefined {
  const written = metadata.annotations?.[annotationOf(verb)];
  if (written === undefined) {
    return undefined;
  }
  const value = written.trim().slice(0, LONGEST);
  const [, id, of, by] = FORM.exec(value.replace(/\s+/g, ' ')) ?? [];
  const { manager, time } = writerOf(metadata, verb) ?? {};
  const who = by ?? manager;
  return {
    verb,
    value,
    id: id ?? '',
    ...(of !== undefined && { of }),
    ...(who !== undefined && { by: who }),
    ...(time !== undefined && { at: time }),
    ...problemOf(written, verb, { id, of }),
  };
}

/** The request to stand still, which holds for as long as the annotation is there and does not say `false`. */
export function pauseOf(metadata: ObjectMeta): Request | undefined {
  const request = requestOf(metadata, 'pause');
  return request?.value === 'false' ? undefined : request;
}

/** Whether an annotation of this name asks for something. */
export const isVerbAnnotation = (name: string): boolean =>
  name === annotationOf('pause') || VERBS.some((verb) => name === annotationOf(verb));

function problemOf(
  written: string,
  verb: Verb | 'pause',
  { id, of }: { readonly id: string | undefined; readonly of: string | undefined },
): { readonly problem?: string } {
  if (written.trim().length > LONGEST) {
    return { problem: `it has more than ${LONGEST} characters` };
  }
  if (id === undefined) {
    return { problem: 'it is to be written as <time or number>[ for <gate>][ by <name>]' };
  }
  const hasGate = verb === 'approve' || verb === 'reject';
  return of !== undefined && !hasGate ? { problem: `only approve and reject are for a gate, found ${of}` } : {};
}

function writerOf({ managedFields = [] }: ObjectMeta, verb: Verb | 'pause'): ManagedFields | undefined {
  return managedFields.find(({ fieldsV1 }) => fieldsV1?.['f:metadata']?.['f:annotations']?.[`f:${annotationOf(verb)}`]);
}
