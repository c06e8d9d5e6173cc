import type { KubeObject } from '@flagger/api';
import { type ApiError, isRecord } from '../client/api-error.ts';
import { hasName, METADATA_ONLY, type Resource, typed } from '../client/resource.ts';
import type { Transport } from '../client/transport.ts';

/** A part of a list; all parts show one moment, that of `resourceVersion`, unless that became too old meanwhile. */
export interface Page {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
}

export interface ListOptions {
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly isMetadataOnly?: boolean | undefined;
}

const LIMIT = 500;

/**
 * All objects of a resource, some hundreds at a time, so that thousands never stand in memory together. A page that
 * failed is asked for again by the next call.
 */
export class ListPages {
  private rest: string | undefined;
  private isComplete = false;

  constructor(
    private readonly transport: Transport,
    private readonly options: ListOptions,
    private readonly limit = LIMIT,
  ) {}

  /** The next page; undefined after the last. */
  async next(signal: AbortSignal): Promise<Page | undefined> {
    if (this.isComplete) {
      return undefined;
    }
    const { resource, namespace, isMetadataOnly } = this.options;
    const answer = await this.transport.request({
      verb: 'list',
      resource,
      place: { namespace },
      query: { limit: String(this.limit), ...(this.rest === undefined ? {} : { continue: this.rest }) },
      signal,
      ...(isMetadataOnly === true ? { accept: METADATA_ONLY.list } : {}),
    });
    const { metadata, items } = isRecord(answer) ? answer : {};
    const { resourceVersion, continue: next } = isRecord(metadata) ? metadata : {};
    if (typeof resourceVersion !== 'string' || !Array.isArray(items)) {
      throw new Error('the API server answered with something that is no list');
    }
    this.rest = typeof next === 'string' && next !== '' ? next : undefined;
    this.isComplete = this.rest === undefined;
    return { resourceVersion, items: items.filter(hasName).map((item) => typed(item, resource)) };
  }

  /** The moment of the list is too old: whether it can go on at a newer one, as the server offers. */
  goesOn({ continueToken }: ApiError): boolean {
    this.rest = continueToken;
    return continueToken !== undefined;
  }
}
