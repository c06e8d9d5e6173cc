/** A load to put on one address. */
export interface LoadPlan {
  readonly url: string;
  readonly method: string;
  /** In the order in which they are sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string | undefined;
  /** Requests a second, all connections together; undefined: as many as get through. */
  readonly rate: number | undefined;
  /** Ends after so many ms. */
  readonly durationMs: number | undefined;
  /** Ends after so many requests. */
  readonly count: number | undefined;
  readonly connections: number;
  /** The longest time of one request, ms. */
  readonly timeoutMs: number;
  readonly isHttp2: boolean;
  /** Whether a certificate that nobody vouches for will do. */
  readonly trustsAny: boolean;
  /** Whether a connection serves more than one request. */
  readonly isKeptAlive: boolean;
}

/** What most loads leave unsaid. */
export const USUAL: Omit<LoadPlan, 'url'> = {
  method: 'GET',
  headers: [],
  body: undefined,
  rate: undefined,
  durationMs: undefined,
  count: undefined,
  connections: 2,
  timeoutMs: 10_000,
  isHttp2: false,
  trustsAny: false,
  isKeptAlive: true,
};
