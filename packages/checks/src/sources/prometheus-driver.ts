import {
  adapterOf,
  anyCertificate,
  baseOf,
  parametersOf,
  reasonOf,
  redirects,
  sending,
  shownAddress,
  withParametersOf,
} from '@flagger/http';
import { PrometheusConnectionOptions, PrometheusDriver } from 'prometheus-query';
import { LONGEST_ANSWER, refusal, unreadable } from './answer.ts';
import { basic, withoutUser } from './authorization.ts';
import { withoutSecrets } from './discreet.ts';
import type { NoValue, Server } from './source.ts';

/**
 * A client for one query. By itself it words all failures alike and sends our time along, so the request is set right
 * and the answer judged in its interceptors: {@link Unanswered} is why there is no result. `at`: asked for that second
 * (Unix time), else for the present as the server's clock has it.
 */
export function prometheusDriver(server: Server, signal: AbortSignal, at?: number): PrometheusDriver {
  const { address, headers, insecureSkipVerify, wire } = server;
  const credentials = authorization(server);
  const options = new PrometheusConnectionOptions();
  const base = baseOf(address);
  options.endpoint = credentials.Authorization === undefined ? base : withoutUser(base);
  const given = { ...headers, ...credentials };
  options.headers = given;
  options.requestInterceptor = {
    onFulfilled: (config) => {
      if (config.params instanceof URLSearchParams) {
        config.params = parametersWith(address, { query: config.params.get('query') ?? '', at });
      }
      return Object.assign(config, {
        ...redirects(new URL(address), { isRead: true, headers: given }),
        signal,
        timeout: 0,
        maxContentLength: LONGEST_ANSWER,
        responseType: 'text',
        transformResponse: [],
        ...(insecureSkipVerify === true && { httpsAgent: anyCertificate }),
        adapter: wire === undefined ? sending : adapterOf(wire),
      });
    },
  };
  options.responseInterceptor = {
    onFulfilled: (response) => Object.assign(response, { data: answerOf(response.data, server) }),
    onRejected: (error: unknown) => {
      throw new Unanswered(whyUnanswered(error, server));
    },
  };
  return new PrometheusDriver(options);
}

/** What is asked, and beside it what the address says itself. */
function parametersWith(address: string, { query, at }: { readonly query: string; readonly at: number | undefined }) {
  const asked = new URLSearchParams({ query, ...(at !== undefined && { time: `${at}` }) });
  return parametersOf(withParametersOf(address, `?${asked.toString()}`));
}

/** Where a Prometheus is asked, with what its address says itself. */
export const queryAddress = (address: string): string => withParametersOf(address, `${baseOf(address)}/api/v1/query`);

/** What a header says of the credentials of a server; none where it has none. */
export function authorization({ credentials }: Pick<Server, 'credentials'>): { readonly Authorization?: string } {
  const [token, username, password] = ['token', 'username', 'password'].map((key) => credentials?.get(key));
  if (token !== undefined) {
    return { Authorization: `Bearer ${token}` };
  }
  return username === undefined || password === undefined ? {} : { Authorization: basic(username, password) };
}

/** Carries why there is no value through the driver, which keeps what was thrown as `original` of what it throws. */
export class Unanswered extends Error {
  constructor(readonly why: NoValue) {
    super(why.message);
  }
}

/** Prometheus writes infinity in a way that JavaScript does not read. */
const INFINITIES: Readonly<Record<string, string>> = { '+Inf': 'Infinity', '-Inf': '-Infinity' };

function answerOf(text: unknown, server: Server): unknown {
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
  throw new Unanswered(unreadable(withoutSecrets(String(text), server)));
}

function whyUnanswered(error: unknown, server: Server): NoValue {
  if (!(error instanceof Error)) {
    return unreachable(server.address, reasonOf(error));
  }
  if (TOO_LONG.test(error.message)) {
    return { kind: 'error', message: error.message };
  }
  if ('response' in error && isAnswer(error.response) && !isWell(error.response.status)) {
    const { status, data } = error.response;
    return refusal(status, typeof data === 'string' ? withoutSecrets(data, server) : '');
  }
  // one that broke off says nothing, whatever its head said
  return unreachable(server.address, reasonOf(error));
}

/** How axios says that an answer is longer than allowed. */
const TOO_LONG = /^maxContentLength size of/;

const isWell = (status: number): boolean => status >= 200 && status < 300;

interface Answer {
  readonly status: number;
  readonly data?: unknown;
}

const isAnswer = (response: unknown): response is Answer =>
  typeof response === 'object' && response !== null && 'status' in response && typeof response.status === 'number';

/** The server gave no answer. */
export const unreachable = (address: string, reason: string): NoValue => ({
  kind: 'unreachable',
  message: `request failed: Get "${shownAddress(queryAddress(address))}": ${reason}`,
});
