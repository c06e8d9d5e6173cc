import type { Clock, MetricFinding, ResourceCalls } from '@flagger/api';
import type { Wire } from '@flagger/http';

/** One kind of metrics server. A new one is one file with this shape, and one line in the table of sources. */
export interface Source {
  /** The one value that a query gives now, or why it gives none. Throws only where the signal aborts. */
  measure(query: MetricQuery, server: Server): Promise<Measured>;
  /** Why the server cannot be asked at all; undefined where it can. Throws only where the signal aborts. */
  whyOffline(server: Server): Promise<NoValue | undefined>;
}

/** What is asked: a query with its variables filled in, and the time that it looks back. */
export interface MetricQuery {
  readonly text: string;
  /** The interval of the metric, as a duration of Go such as `1m`. */
  readonly interval: string;
}

/** One metrics server, as a MetricTemplate names it; built-in metrics know nothing but an address. */
export interface Server {
  /** Empty where the kind has one of its own. May hold a password. */
  readonly address: string;
  readonly region?: string | undefined;
  readonly insecureSkipVerify?: boolean | undefined;
  readonly headers?: Readonly<Record<string, readonly string[]>> | undefined;
  /** What is in the Secret, by key; in no text and no log. Undefined where none is named. */
  readonly credentials?: ReadonlyMap<string, string> | undefined;
  /** Where clouds leave the credentials of this pod; they go to that cloud only, never to `address`. */
  readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  /** The API server of this cluster, asked with the operator's own account; for sources that are in the cluster. */
  readonly cluster?: ResourceCalls | undefined;
  /** How long it may take, ms; undefined: as long as is usual for its kind. */
  readonly timeoutMs?: number | undefined;
  /** Answers in the place of the network. */
  readonly wire?: Wire | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The one value that a query gave, or why there is none. */
export type Measured = { readonly value: number } | { readonly problem: NoValue };

/** The same with what was asked, without secrets; absent where nothing was. */
export type Asked = Measured & { readonly query?: string };

/** Why there is no value, as a finding says it. */
export type NoValue = NonNullable<MetricFinding['problem']>;
