import type { KubeObject } from '@flagger/api';
import { isRecord } from '../client/api-error.ts';
import { hasName, METADATA_ONLY, type Resource, typed } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';

/** A part of a list; all parts show one moment, that of `resourceVersion`. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export interface ListOptions {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly isMetadataOnly?: boolean | undefined;
  readonly signal: AbortSignal;
}

const LIMIT = 500;

/** All objects of a resource, some hundreds at a time, so that thousands never stand in memory together. */
export async function* listPages(
  transport: Transport,
  { resource, namespace, isMetadataOnly, signal }: ListOptions,
): AsyncGenerator<Page> {
  let rest: string | undefined;
  do {
    const query = { limit: String(LIMIT), ...(rest === undefined ? {} : { continue: rest }) };
    const answer = await transport.request({
      verb: 'list',
      resource,
      place: { namespace },
      query,
      signal,
      ...(isMetadataOnly === true ? { accept: METADATA_ONLY.list } : {}),
    });
    const { metadata, items } = isRecord(answer) ? answer : {};
    const { resourceVersion, continue: next } = isRecord(metadata) ? metadata : {};
    if (typeof resourceVersion !== 'string' || !Array.isArray(items)) {
      throw new Error('the API server answered with something that is no list');
    }
    yield { resourceVersion, items: items.filter(hasName).map((item) => typed(item, resource)) };
    rest = typeof next === 'string' && next !== '' ? next : undefined;
  } while (rest !== undefined);
}
