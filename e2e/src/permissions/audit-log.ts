import { createReadStream } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { textOf, treeOf, valueAt, type Tree } from '../compare/values.ts';

/** Where the API server of `e2e/cluster/cluster` writes what it was asked; no other cluster has it. */
export const auditLog = (): string => join(dirname(process.env['KUBECONFIG'] ?? '.'), 'audit.log');

/** One request about objects, as a role would have to allow it. */
export interface Asked {
  /** `verb resource.group`, e.g. `patch canaries/status.flagger.app`. */
  readonly what: string;
  /** The object's name, where the request has one. */
  readonly name: string;
  readonly isRefused: boolean;
}

/** The requests about objects of the entries that `isMeant` takes, from a byte of the log on. */
export async function requestsIn(file: string, isMeant: (entry: Tree) => boolean, from = 0): Promise<readonly Asked[]> {
  const asked: Asked[] = [];
  for await (const line of createInterface({ input: createReadStream(file, { start: from }) })) {
    const entry = line === '' ? {} : treeOf(JSON.parse(line));
    if ('objectRef' in entry && isMeant(entry)) {
      asked.push(askedIn(entry));
    }
  }
  return asked;
}

function askedIn({ verb, objectRef, responseStatus }: Tree): Asked {
  const { resource, subresource, apiGroup, name } = treeOf(objectRef);
  const kind = [resource, subresource].filter(Boolean).map(textOf).join('/');
  // in a namespace that is being deleted nothing may be made, whoever asks
  const isRefused =
    valueAt(responseStatus, 'code') === 403
    && !/because it is being terminated/.test(textOf(valueAt(responseStatus, 'message')));
  return { what: `${textOf(verb)} ${kind}.${textOf(apiGroup)}`, name: textOf(name), isRefused };
}
