/** What the API server answered instead of what was asked for, read from its `Status`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** HTTP status code, e.g. 409. */
  readonly status: number;
  /** Kubernetes' word for it, e.g. `AlreadyExists`; empty where the answer was no `Status`. */
  readonly reason: string;
  /** `reason` of each of the details' causes, e.g. `NamespaceTerminating`. */
  readonly causes: readonly string[];
  /** How long the server wants us to wait. */
  readonly retryAfterMs: number | undefined;
  /** Where a list whose moment is too old may go on, at a newer moment. */
  readonly continueToken: string | undefined;

  constructor(
    message: string,
    answer: {
      readonly status: number;
      readonly reason?: string;
      readonly causes?: readonly string[];
      readonly retryAfterMs?: number | undefined;
      readonly continueToken?: string | undefined;
    },
  ) {
    super(message);
    this.status = answer.status;
    this.reason = answer.reason ?? '';
    this.causes = answer.causes ?? [];
    this.retryAfterMs = answer.retryAfterMs;
    this.continueToken = answer.continueToken;
  }
}

/**
 * Reads the `Status` object of an answer that is no success; anything else becomes an error that only knows the code.
 */
export function apiError(status: number, body: string, retryAfter?: string): ApiError {
  const answer = parsed(body);
  const details = isRecord(answer.details) ? answer.details : {};
  const causes = Array.isArray(details.causes)
    ? details.causes.filter(isRecord).map((cause) => text(cause.reason))
    : [];
  const token = isRecord(answer.metadata) ? text(answer.metadata.continue) : '';
  const seconds = Number(retryAfter ?? details.retryAfterSeconds);
  return new ApiError(readable(text(answer.message)) || `HTTP ${status}`, {
    status,
    reason: text(answer.reason),
    causes,
    ...(seconds > 0 ? { retryAfterMs: seconds * 1000 } : {}),
    ...(token === '' ? {} : { continueToken: token }),
  });
}

/** The API server's answer among the causes of an error; undefined if it never answered. */
export function apiErrorIn(error: unknown): ApiError | undefined {
  if (error instanceof ApiError) {
    return error;
  }
  return error instanceof Error && error.cause !== undefined ? apiErrorIn(error.cause) : undefined;
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    const answer: unknown = JSON.parse(body);
    return isRecord(answer) ? answer : {};
  } catch {
    return {};
  }
}

const LONGEST = 600;

/** The server's words without the whole object, which it quotes at times and which may hold passwords. */
function readable(message: string): string {
  const short = message
    .replace(/(Invalid value: )"\{.*\}"/s, '$1{…}')
    .replace(/(Invalid value: )[^\s:]*\{.*\}/s, '$1{…}');
  return short.length <= LONGEST ? short : `${short.slice(0, LONGEST)}…`;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Whether a parsed JSON value is an object with fields. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
