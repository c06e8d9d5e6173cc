import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '@flagger/api';
import { labelNames, labelValues, queried, rangeQueried, seriesFound } from './http-answers.ts';
import { RequestProblem } from './http-parameters.ts';
import type { QueryOptions } from './promql/query.ts';

export interface MetricsApiOptions extends QueryOptions {
  readonly clock: Clock;
}

/** Finds what a request asks for. Throws RequestProblem. */
type Find = (parameters: URLSearchParams, options: MetricsApiOptions) => unknown;

interface Endpoint {
  readonly find: Find;
  readonly methods: readonly string[];
}

const BOTH = ['GET', 'POST'];
const GET = ['GET'];

/** The version whose answers these are. */
const BUILD = {
  version: '2.42.0',
  revision: 'flagger-sandbox',
  branch: '',
  buildUser: '',
  buildDate: '',
  goVersion: '',
};

const ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map<string, Endpoint>([
  [
    '/api/v1/query',
    { methods: BOTH, find: (parameters, { clock, ...options }) => queried(parameters, clock.now(), options) },
  ],
  ['/api/v1/query_range', { methods: BOTH, find: rangeQueried }],
  ['/api/v1/series', { methods: BOTH, find: (parameters, { store }) => seriesFound(parameters, store) }],
  ['/api/v1/labels', { methods: BOTH, find: (parameters, { store }) => labelNames(parameters, store) }],
  ['/api/v1/status/buildinfo', { methods: GET, find: () => BUILD }],
]);

const PAGES: ReadonlyMap<string, string> = new Map([
  ['/-/healthy', 'Prometheus Server is Healthy.'],
  ['/-/ready', 'Prometheus Server is Ready.'],
]);

/** Answers requests as the HTTP API of Prometheus does. What it has and we have not is 404. */
export function metricsApi(options: MetricsApiOptions): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    respond(request, response, options).catch((error: unknown) => {
      if (response.headersSent) {
        response.destroy();
      } else {
        text(response, { status: 500, body: error instanceof Error ? error.message : 'unknown error' });
      }
    });
  };
}

async function respond(request: IncomingMessage, response: ServerResponse, options: MetricsApiOptions): Promise<void> {
  const { pathname, searchParams } = new URL(`http://metrics${request.url ?? '/'}`);
  const page = PAGES.get(pathname);
  const endpoint = ENDPOINTS.get(pathname) ?? valuesEndpoint(pathname);
  if (!endpoint) {
    text(response, page === undefined ? { status: 404, body: '404 page not found' } : { status: 200, body: page });
    return;
  }
  if (!endpoint.methods.includes(request.method ?? '')) {
    text(response, { status: 405, body: 'Method Not Allowed' });
    return;
  }
  // where the body and the address give the same parameter, the body counts
  const parameters = new URLSearchParams([...new URLSearchParams(await formOf(request)), ...searchParams]);
  const [status, answer] = answerOf(() => endpoint.find(parameters, options));
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
}

function valuesEndpoint(path: string): Endpoint | undefined {
  const name = /^\/api\/v1\/label\/([^/]+)\/values$/.exec(path)?.[1];
  return name === undefined
    ? undefined
    : { methods: GET, find: (parameters, { store }) => labelValues(name, parameters, store) };
}

function answerOf(find: () => unknown): readonly [number, object] {
  try {
    return [200, { status: 'success', data: find() }];
  } catch (error) {
    if (!(error instanceof RequestProblem)) {
      throw error;
    }
    return [error.type === 'bad_data' ? 400 : 422, { status: 'error', errorType: error.type, error: error.message }];
  }
}

const LONGEST_FORM = 1_000_000;

async function formOf(request: IncomingMessage): Promise<string> {
  if (!request.headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    return '';
  }
  let form = '';
  for await (const chunk of request.setEncoding('utf8')) {
    form += String(chunk);
    if (form.length > LONGEST_FORM) {
      throw new Error('the form is too long');
    }
  }
  return form;
}

function text(response: ServerResponse, { status, body }: { readonly status: number; readonly body: string }): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${body}\n`);
}
