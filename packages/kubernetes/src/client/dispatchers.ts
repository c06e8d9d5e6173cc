import type { ConnectionOptions } from 'node:tls';
import { type Environment, environmentProxy, proxyProblem } from '@flagger/api';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';

/** TLS material of a connection: undefined fields are Node's defaults. */
export interface TlsMaterial {
  readonly ca?: ConnectionOptions['ca'];
  readonly cert?: ConnectionOptions['cert'];
  readonly key?: ConnectionOptions['key'];
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/**
 * The ways to the API server: a few connections that requests share, fewer of their own for events, which may hang where
 * all else is well, and one connection for each watch.
 */
export interface Dispatchers {
  readonly requests: Dispatcher;
  readonly events: Dispatcher;
  readonly watches: Dispatcher;
}

const CONNECT_TIMEOUT_MS = 5_000;
const TCP_KEEP_ALIVE_MS = 15_000;
const IDLE_CONNECTION_MS = 60_000;
const REQUEST_CONNECTIONS = 16;
const EVENT_CONNECTIONS = 4;

/** Opens nothing yet. How long an answer may take is for the caller to say, by a signal. `proxy` may hold credentials. */
export function dispatchers(origin: string, tls: TlsMaterial, proxy: URL | undefined): Dispatchers {
  const shared = {
    allowH2: false,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    keepAliveTimeout: IDLE_CONNECTION_MS,
  };
  const connect = { ...tls, timeout: CONNECT_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
  const open = (connections: number | null): Dispatcher =>
    proxy === undefined
      ? new Pool(origin, { ...shared, connect, connections })
      : new ProxyAgent({ ...shared, uri: proxy.href, requestTls: connect, connections });
  return { requests: open(REQUEST_CONNECTIONS), events: open(EVENT_CONNECTIONS), watches: open(null) };
}

/** As for client-go: what the kubeconfig names, loopback or not, else what the environment says. */
export function proxyOf(server: URL, named: string | undefined, environment: Environment): URL | undefined {
  if (named === undefined || named === '') {
    return environmentProxy(server, environment);
  }
  const problem = proxyProblem(named);
  if (problem !== undefined) {
    throw new Error(`proxy-url of the kubeconfig: ${problem}`);
  }
  return new URL(named);
}
