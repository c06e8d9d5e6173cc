import type { ConnectionOptions } from 'node:tls';
import { type Dispatcher, Pool, ProxyAgent } from 'undici';

/** TLS material of a connection: undefined fields are Node's defaults. */
export interface TlsMaterial {
  readonly ca?: ConnectionOptions['ca'];
  readonly cert?: ConnectionOptions['cert'];
  readonly key?: ConnectionOptions['key'];
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

/** The two ways to the API server: a few connections that requests share, and one connection for each watch. */
export interface Dispatchers {
  readonly requests: Dispatcher;
  readonly watches: Dispatcher;
}

const CONNECT_TIMEOUT_MS = 5_000;
const TCP_KEEP_ALIVE_MS = 15_000;
const IDLE_CONNECTION_MS = 60_000;
const REQUEST_CONNECTIONS = 16;

/** Opens nothing yet. How long an answer may take is for the caller to say, by a signal. */
export function dispatchers(origin: string, tls: TlsMaterial, proxy: string | undefined): Dispatchers {
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
      : new ProxyAgent({ ...shared, uri: proxyUrl(proxy), requestTls: connect, connections });
  return { requests: open(REQUEST_CONNECTIONS), watches: open(null) };
}

function proxyUrl(proxy: string): string {
  const protocol = URL.canParse(proxy) ? new URL(proxy).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') {
    return proxy;
  }
  throw new Error('proxy-url of the kubeconfig: only http and https proxies are supported');
}
