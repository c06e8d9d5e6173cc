/**
 * Something outside is not as it must be yet: another try may succeed without a person.
 * `afterMs` says how long to wait before it is worth trying; absent, the next watch event or the usual backoff decides.
 * `problem` is told beside the message, where a field of the Canary names what is awaited.
 */
export class Wait extends Error {
  override readonly name = 'Wait';
  readonly afterMs: number | undefined;
  readonly problem: Problem | undefined;
  constructor(message: string, options: WaitOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.afterMs = options.afterMs;
    this.problem = options.problem;
  }
}

interface WaitOptions {
  readonly cause?: unknown;
  readonly afterMs?: number;
  readonly problem?: Problem;
}

/** The cluster moved on since we looked (HTTP 409): the turn ends, and the watch brings the next one. */
export class Conflict extends Wait {}

/** No answer came to what was asked of the cluster: a write may have been done all the same. */
export class Unanswered extends Wait {}

/** The cluster has no objects of a kind, since nobody installed it (yet). */
export class NotInstalled extends Wait {}

/** A person must change the spec: says which field, what was found there and what is allowed. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(describe(problem));
    this.problem = problem;
  }
}

/** What is wrong with one field of a Canary. */
export interface Problem {
  /** Path from the root of the object, e.g. `spec.analysis.interval`. */
  readonly field: string;
  /** The value there, as JSON, shortened; `nothing` where the field is absent. */
  readonly found: string;
  /** What is allowed, as the rest of a sentence, e.g. `a duration such as 30s or 1m`. */
  readonly allowed: string;
}

/** One sentence that names the field, what was found and what is allowed. */
export function describe({ field, found, allowed }: Problem): string {
  return `${field}: found ${found}, allowed is ${allowed}`;
}
