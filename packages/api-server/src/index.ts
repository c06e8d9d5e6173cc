import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock, Log } from '@flagger/api';
import type { Cluster } from './cluster.ts';
import { followDefinitions } from './controllers/definitions.ts';
import { furnish } from './controllers/furnish.ts';
import { collectGarbage } from './controllers/garbage.ts';
import { followNamespaces } from './controllers/namespaces.ts';
import { forgetEvents } from './controllers/old-events.ts';
import { type Identity, selfSigned } from './http/certificate.ts';
import { kubeconfig } from './http/kubeconfig.ts';
import { serve } from './http/serve.ts';
import { builtInResources } from './resources/built-in.ts';
import { Catalog } from './resources/catalog.ts';
import { Store } from './store/store.ts';

export interface ApiServerOptions {
  /** Any that is free by default. */
  readonly port?: number;
  /** 127.0.0.1 by default: there is one token, and it may do everything. */
  readonly host?: string;
  /** What clients must bring. */
  readonly token: string;
  /** CustomResourceDefinitions to begin with, as parsed from their manifests. */
  readonly crds?: readonly unknown[];
  readonly clock?: Clock;
  readonly log?: Log;
  /** How many changes of each kind watches can go back; fewer make them meet 410 Gone sooner. */
  readonly remembered?: number;
  /** Hears of each request as it comes, for logs; it must leave both as they are. */
  readonly heard?: (request: IncomingMessage, response: ServerResponse) => void;
}

/** A running API server. */
export interface ApiServer {
  /** `https://127.0.0.1:<port>`. */
  readonly url: string;
  readonly token: string;
  /** What clients must trust, as PEM. */
  readonly certificate: string;
  /** The certificate with its key, as PEM, for whoever stands in front of the server. */
  readonly identity: Identity;
  /** The text of a kubeconfig (YAML) for it. */
  kubeconfig(): string;
  close(): Promise<void>;
}

/**
 * Starts an API server of Kubernetes with nothing behind it but memory. Throws if a CRD cannot be accepted or the
 * port is taken.
 */
export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const {
    port = 0,
    host = '127.0.0.1',
    token,
    crds = [],
    clock = systemClock,
    log = silent,
    remembered,
    heard,
  } = options;
  const identity = selfSigned([...new Set([host, '127.0.0.1', 'localhost', 'kubernetes.default.svc'])], clock.now());
  const cluster: Cluster = {
    store: new Store(remembered),
    catalog: new Catalog(builtInResources()),
    clock,
    log,
    certificate: identity.certificate,
  };
  const ends = [followDefinitions(cluster), followNamespaces(cluster), collectGarbage(cluster), forgetEvents(cluster)];
  const end = (): void => {
    for (const each of ends) {
      each();
    }
  };
  try {
    furnish(cluster, crds);
    const served = await serve({ cluster, identity, token, host, port, heard });
    const url = `https://${host}:${served.port}`;
    return running({ url, token, certificate: identity.certificate, identity }, () => {
      end();
      return served.close();
    });
  } catch (error) {
    end();
    throw error;
  }
}

function running(access: Omit<ApiServer, 'kubeconfig' | 'close'>, close: () => Promise<void>): ApiServer {
  return { ...access, kubeconfig: () => kubeconfig(access), close };
}

const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
