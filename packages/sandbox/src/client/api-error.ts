import { fieldsOf, numberOf, textOf } from './fields.ts';

/** The API server's refusal of a request. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  /** The HTTP status code, e.g. 410. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The refusal that a Kubernetes `Status` tells; `fallback` is the code where it names none. */
export function apiError(answer: unknown, fallback: number): ApiError {
  const { code, message, reason } = fieldsOf(answer);
  const status = numberOf(code) ?? fallback;
  return new ApiError(status, textOf(message) ?? textOf(reason) ?? `the API server answered ${status}`);
}

/** The status code of a refusal; undefined for any other failure. */
export const statusOf = (error: unknown): number | undefined => (error instanceof ApiError ? error.status : undefined);
