import type { ApiError } from '../client/api-error.ts';
import { isPassing } from '../client/failure.ts';
import { ListPages } from './list-pages.ts';
import { isBelow } from './resource-version.ts';
import type { Restores } from './restores.ts';
import { readNow } from '../client/read-now.ts';
import { METADATA_ONLY, type Resource } from '../client/resource.ts';
import type { Listing, Sink } from './sink.ts';
import type { Transport } from '../client/transport.ts';

export interface ListerOptions {
  readonly transport: Transport;
  readonly resource: Resource;
  readonly namespace?: string | undefined;
  readonly isMetadataOnly?: boolean | undefined;
  readonly sink: Sink;
  readonly restores: Restores;
  /** The newest resourceVersion that was seen so far. */
  readonly seen?: string | undefined;
}

const PROBE_MS = 5_000;

/** A list that is under way, kept over failures. */
interface Unfinished {
  readonly pages: ListPages;
  readonly listing: Listing;
  /** Of the first page: from there on a watch misses nothing, also where later pages show a later moment. */
  resourceVersion?: string;
}

/** Lists a kind into its sink, over failures where it must, and notices where the cluster went back in time. */
export class Lister {
  /** The newest resourceVersion that was listed or watched. */
  seen: string | undefined;
  private unfinished: Unfinished | undefined;
  /** Whether single objects were answered for since the last list that worked. */
  private isAnswering = false;

  constructor(
    private readonly options: ListerOptions,
    private readonly keys: Readonly<Record<string, unknown>>,
  ) {
    this.seen = options.seen;
  }

  /** Lists all there is, from the page on that failed the last time; gives from where on to watch. */
  async list(signal: AbortSignal): Promise<string> {
    const { transport, sink } = this.options;
    this.unfinished ??= { pages: new ListPages(transport, this.options), listing: sink.listing() };
    const { unfinished } = this;
    for (let page = await unfinished.pages.next(signal); page; page = await unfinished.pages.next(signal)) {
      unfinished.resourceVersion ??= this.begun(page.resourceVersion);
      unfinished.listing.add(page.items);
    }
    signal.throwIfAborted();
    const { resourceVersion = '' } = unfinished;
    this.unfinished = undefined;
    this.isAnswering = false;
    unfinished.listing.done(resourceVersion);
    return resourceVersion;
  }

  /** At which resourceVersion the cluster is. */
  async now(signal: AbortSignal): Promise<string | undefined> {
    return (await new ListPages(this.options.transport, this.options, 1).next(signal))?.resourceVersion;
  }

  /**
   * A list failed. Where its moment is too old it goes on at a newer one if the server offers that; where the server
   * refuses the rest for another reason, asking for it again would never help.
   */
  failed(answer: ApiError | undefined): void {
    const isTooOld = answer?.status === 410;
    if (isTooOld ? this.unfinished?.pages.goesOn(answer) !== true : isRefusal(answer)) {
      this.dropUnfinished();
    }
  }

  /**
   * Whether the server answers for single objects of the kind, whatever it says of all of them, and did so before the
   * last list failed already: one that is just back from an outage is to be listed. Who knows no list, though it serves
   * the kind, knows no object either.
   */
  async answersByName(answer: ApiError | undefined, signal: AbortSignal): Promise<boolean> {
    if (answer?.status === 404) {
      return false;
    }
    const { transport, resource, namespace = 'default', isMetadataOnly } = this.options;
    const place = { name: 'none', ...(resource.namespaced ? { namespace } : {}) };
    const accept = isMetadataOnly === true ? { accept: METADATA_ONLY.object } : {};
    const hasAnswered = this.isAnswering;
    this.isAnswering = await readNow(transport, { resource, place, deadlineMs: PROBE_MS, signal, ...accept }).then(
      () => true,
      () => false,
    );
    return hasAnswered && this.isAnswering;
  }

  /** The next list begins anew. */
  dropUnfinished(): void {
    this.unfinished = undefined;
  }

  /** The first page of a list: it shows no older moment than what was seen, unless the cluster was restored. */
  private begun(resourceVersion: string): string {
    const { restores, sink } = this.options;
    const { seen } = this;
    this.seen = resourceVersion;
    if (isBelow(resourceVersion, seen)) {
      sink.restored();
      restores.noticed({ seen, listed: resourceVersion }, this.keys);
    }
    return resourceVersion;
  }
}

/** Whether the server will not have the request; that our account or the kind is unknown may pass. */
const isRefusal = (answer: ApiError | undefined): boolean =>
  answer !== undefined && ![401, 404].includes(answer.status) && !isPassing(answer);
