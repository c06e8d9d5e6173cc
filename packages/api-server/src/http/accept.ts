import { notAcceptable } from '../refusal.ts';

/** In which form a client wants an answer. */
export type Form = 'object' | 'table' | 'metadata';

export interface Accepted {
  readonly form: Form;
  readonly encoding: 'json' | 'yaml';
  /** The version of `meta.k8s.io` for tables and metadata. */
  readonly version: 'v1' | 'v1beta1';
}

const PLAIN = ['application/json', 'application/yaml'];
const FORMS: Readonly<Record<string, Form>> = {
  Table: 'table',
  PartialObjectMetadata: 'metadata',
  PartialObjectMetadataList: 'metadata',
};

/** The first of the client's media types that this server can do. Throws a refusal if there is none. */
export function accepted(header: string | undefined): Accepted {
  for (const { type, parameters } of mediaTypes(header)) {
    const encoding =
      type === 'application/yaml'
        ? 'yaml'
        : ['application/json', 'application/*', '*/*'].includes(type)
          ? 'json'
          : undefined;
    const as = parameters.get('as');
    const form = as === undefined ? 'object' : FORMS[as];
    if (encoding === undefined || form === undefined) {
      continue;
    }
    const version = parameters.get('v') === 'v1beta1' ? 'v1beta1' : 'v1';
    return { form, encoding, version };
  }
  throw notAcceptable([...PLAIN, 'application/json;stream=watch']);
}

export interface MediaType {
  readonly type: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** A header's media types in the client's order; anything if it is absent. */
export function mediaTypes(header: string | undefined): readonly MediaType[] {
  return (header === undefined || header === '' ? '*/*' : header).split(',').map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim());
    return {
      type: type.toLowerCase(),
      parameters: new Map(parameters.map((piece) => [piece.split('=')[0] ?? '', piece.split('=')[1] ?? ''])),
    };
  });
}
