/** A request as it came, with its whole body. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The address of the caller. */
  readonly from: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}

/** What is answered. */
export interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A plain text, without a newline, as callers expect it; an empty one has no type. */
export const plain = (status: number, body = ''): Reply => ({
  status,
  body,
  ...(body !== '' && { headers: { 'content-type': 'text/plain; charset=utf-8' } }),
});

/** For people and programs that look. */
export const json = (value: unknown): Reply => ({
  status: 200,
  body: `${JSON.stringify(value, undefined, 2)}\n`,
  headers: { 'content-type': 'application/json' },
});

/** Go's text for whoever may not. */
export const FORBIDDEN = plain(403, 'Forbidden');
/** A body that nobody can read. */
export const UNREADABLE = plain(400);
