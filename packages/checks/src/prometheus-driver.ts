import { STATUS_CODES } from 'node:http';
import type { MetricFinding } from '@flagger/api';
import { isAxiosError, type AxiosResponse, type InternalAxiosRequestConfig } from 'axios';
import { PrometheusConnectionOptions, PrometheusDriver } from 'prometheus-query';
import { shownAddress } from './address.ts';
import { reasonOf } from './network-failure.ts';

export type Problem = NonNullable<MetricFinding['problem']>;

const LONGEST_ANSWER = 5_000_000;
const LONGEST_TEXT = 1000;

/**
 * A client for one query. By itself it words all failures alike and sends our time along, so the request is set right
 * and the answer judged in its interceptors: {@link Refusal} is why there is no result.
 */
export function prometheusDriver(address: string, signal: AbortSignal): PrometheusDriver {
  const options = Object.assign(new PrometheusConnectionOptions(), {
    endpoint: address,
    requestInterceptor: {
      onFulfilled: (config: InternalAxiosRequestConfig) => {
        if (config.params instanceof URLSearchParams) {
          config.params.delete('time');
        }
        return Object.assign(config, {
          signal,
          timeout: 0,
          maxContentLength: LONGEST_ANSWER,
          responseType: 'text',
          transformResponse: [],
        });
      },
    },
    responseInterceptor: {
      onFulfilled: (response: AxiosResponse) => Object.assign(response, { data: answerOf(response.data) }),
      onRejected: (error: unknown) => {
        throw new Refusal(refusal(error, address));
      },
    },
  });
  return new PrometheusDriver(options);
}

/** Carries a problem through the driver, which keeps what was thrown as `original` of what it throws. */
export class Refusal extends Error {
  constructor(readonly problem: Problem) {
    super(problem.message);
  }
}

/** Prometheus writes infinity in a way that JavaScript does not read. */
const INFINITIES: Readonly<Record<string, string>> = { '+Inf': 'Infinity', '-Inf': '-Infinity' };

function answerOf(text: unknown): unknown {
  try {
    const answer: unknown = JSON.parse(String(text), (_, value: unknown) =>
      typeof value === 'string' ? (INFINITIES[value] ?? value) : value,
    );
    if (typeof answer === 'object' && answer !== null && 'status' in answer && answer.status === 'success') {
      return answer;
    }
  } catch {
    // told below, like any other answer that Prometheus would not give
  }
  throw new Refusal({ kind: 'error', message: `error unmarshaling result: '${String(text).slice(0, LONGEST_TEXT)}'` });
}

function refusal(error: unknown, address: string): Problem {
  if (!isAxiosError(error)) {
    return unreachable(address, reasonOf(error));
  }
  if (error.response) {
    return refused(error.response);
  }
  return error.code === 'ERR_BAD_RESPONSE'
    ? { kind: 'error', message: error.message }
    : unreachable(address, reasonOf(error));
}

function refused({ status, statusText, data }: AxiosResponse<unknown>): Problem {
  const body = typeof data === 'string' ? data.slice(0, LONGEST_TEXT) : '';
  const message = `error response: Status ${status} ${statusText || (STATUS_CODES[status] ?? '')}: ${body}`;
  return { kind: status === 429 || status > 501 ? 'unreachable' : 'error', message };
}

/** The server gave no answer. */
export const unreachable = (address: string, reason: string): Problem => ({
  kind: 'unreachable',
  message: `request failed: Get "${shownAddress(`${address.replace(/\/$/, '')}/api/v1/query`)}": ${reason}`,
});
