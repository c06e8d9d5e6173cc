import type { Retries } from '../route-table.ts';
import type { Answer } from './request.ts';

/**
 * Whether an answer is worth another attempt, in Envoy's words: `connect-failure`, `reset`, `gateway-error`, `5xx`,
 * `retriable-4xx`, or a status code.
 */
export function isWorthRetry({ status, flags }: Pick<Answer, 'status' | 'flags'>, { on }: Retries): boolean {
  const isFailedConnect = flags === 'UF';
  const reasons: Readonly<Record<string, boolean>> = {
    'connect-failure': isFailedConnect,
    'refused-stream': isFailedConnect,
    reset: isFailedConnect || flags === 'UC' || flags === 'UT',
    'reset-before-request': flags === 'UC',
    'gateway-error': status >= 502 && status <= 504,
    '5xx': status >= 500,
    'retriable-4xx': status === 409,
  };
  return [...on].some((reason) => reasons[reason] ?? Number(reason) === status);
}
