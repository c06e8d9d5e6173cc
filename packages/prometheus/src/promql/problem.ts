/**
 * Why a query has no result, in Prometheus' words where it has some: it is wrong (`syntax`), it holds something that
 * Prometheus knows and we do not (`unsupported`), or it cannot be carried out on these samples (`execution`).
 */
export class QueryProblem extends Error {
  readonly kind: 'syntax' | 'unsupported' | 'execution';
  /** The offset in the query; undefined where it is about no place in it. */
  readonly at: number | undefined;

  constructor(kind: 'syntax' | 'unsupported' | 'execution', message: string, at?: number) {
    super(message);
    this.kind = kind;
    this.at = at;
  }
}

/** A mistake at an offset of the query; the place is put before the message when the whole query is known. */
export class Misplaced extends Error {
  readonly kind: 'syntax' | 'unsupported';
  readonly at: number;

  constructor(kind: 'syntax' | 'unsupported', at: number, message: string) {
    super(message);
    this.kind = kind;
    this.at = at;
  }
}

export const wrong = (at: number, message: string): Misplaced => new Misplaced('syntax', at, message);
export const unsupported = (at: number, what: string): Misplaced => new Misplaced('unsupported', at, what);
export const failed = (message: string): QueryProblem => new QueryProblem('execution', message);

/** The problem with the line and the column of its place, both from 1. */
export function placed({ kind, at, message }: Misplaced, query: string): QueryProblem {
  const lines = query.slice(0, at).split('\n');
  const place = `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}:`;
  return new QueryProblem(
    kind,
    kind === 'syntax' ? `${place} parse error: ${message}` : `${place} not supported: ${message}`,
    at,
  );
}
