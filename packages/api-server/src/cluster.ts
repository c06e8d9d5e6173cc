import type { Clock, Log } from '@flagger/api';
import type { Catalog } from './resources/catalog.ts';
import type { Store } from './store/store.ts';

/** What all parts of the server share. */
export interface Cluster {
  readonly store: Store;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly log: Log;
  /** The certificate that clients trust, as PEM. */
  readonly certificate: string;
}
