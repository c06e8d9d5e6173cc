import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import { asJson, type Json, parseJson } from '../json.ts';
import { objectFromProtobuf } from '../schema/protobuf.ts';
import type { Catalog } from '../resources/catalog.ts';
import { badRequest, StatusError } from '../refusal.ts';

const LARGEST = 3 * 1024 * 1024;

/** A request's body. Throws a refusal if it is too large. */
export async function bodyBytes(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    const bytes = Buffer.isBuffer(piece) ? piece : Buffer.from(String(piece));
    size += bytes.length;
    // what is too much is read and dropped: the client hears the answer only when it has sent everything
    if (size <= LARGEST) {
      pieces.push(bytes);
    }
  }
  if (size > LARGEST) {
    throw new StatusError({
      code: 413,
      reason: 'RequestEntityTooLarge',
      message: `Request entity too large: limit is ${LARGEST}`,
    });
  }
  return Buffer.concat(pieces);
}

const PROTOBUF = 'application/vnd.kubernetes.protobuf';

/** Bodies that are not of a kind that is served by itself. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  DeleteOptions: 'meta.DeleteOptions',
  Eviction: 'policy.Eviction',
  Scale: 'scaling.Scale',
  Binding: 'core.Binding',
};

/**
 * The value that a body describes, in JSON, YAML or protobuf. Throws a refusal if it cannot be read; it says nothing
 * of what was in it, which may be a secret.
 */
export function bodyValue(bytes: Buffer, contentType: string, catalog: Catalog): Json {
  try {
    if (contentType === PROTOBUF) {
      return (
        objectFromProtobuf(bytes, (apiVersion, kind) => OTHER_TYPES[kind] ?? catalog.ofKind(apiVersion, kind)?.type)
        ?? unreadable('protobuf')
      );
    }
    const text = bytes.toString('utf8');
    return contentType.includes('yaml') ? asJson(parse(text)) : parseJson(text);
  } catch (error) {
    if (error instanceof StatusError) {
      throw error;
    }
    return unreadable(contentType);
  }
}

function unreadable(format: string): never {
  throw badRequest(
    `the object provided is unrecognized (must be of type JSON, YAML or protobuf): couldn't read the body as ${format}`,
  );
}
