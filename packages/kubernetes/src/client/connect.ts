import type { RequestOptions } from 'node:https';
import { isDeepStrictEqual } from 'node:util';
import type { KubeConfig } from '@kubernetes/client-node';
import { CredentialPlugin, type PluginCredentials } from './credential-plugin.ts';
import { dispatchers, type Dispatchers, proxyOf, type TlsMaterial } from './dispatchers.ts';
import { kubeConfig, type Whereabouts } from './kube-config.ts';
import { type Machine, thisMachine } from './machine.ts';
import { within } from './within.ts';

export interface ConnectOptions extends Whereabouts {
  /** Our version, for the user agent `flagger-ts/<version>`. */
  readonly version?: string;
  /** Whose time it goes by: this machine's if undefined. */
  readonly machine?: Machine | undefined;
}

/**
 * Our way to one API server: who we are is asked anew where it can change (token files, credential plugins,
 * certificate files).
 */
export interface Connection {
  /** The server's address, whose path comes before every other. */
  readonly server: URL;
  /** The namespace that the context of the kubeconfig names. */
  readonly namespace?: string | undefined;
  /** Headers and connections for the next request. Throws what a credential plugin or a file failed with. */
  access(): Promise<Access>;
  /**
   * The server answered 401 to a request with `refused`: reads the kubeconfig and runs its plugin again, unless that
   * was done since.
   */
  refresh(refused: Access): Promise<void>;
  /** Closes every connection, also those under way. */
  close(): Promise<void>;
}

/** What one request needs. */
export interface Access extends Dispatchers {
  readonly headers: Readonly<Record<string, string>>;
}

/** For so long a credential is used without a look at where it comes from. */
const REUSE_MS = 5_000;
/** A server that refuses whatever we bring must not make us run a credential plugin for each request. */
const REFRESH_EVERY_MS = 5_000;
const CREDENTIALS_TIMEOUT_MS = 30_000;

/**
 * Finds the API server, as {@link Whereabouts} says; throws one sentence if that cannot be read. Connects on the
 * first request.
 */
export function connect(options: ConnectOptions): Connection {
  return new KubeConnection(options);
}

class KubeConnection implements Connection {
  readonly server: URL;
  private readonly machine: Machine;
  private who: Who;
  private readonly ended = new AbortController();
  private current: { readonly access: Access; readonly tls: TlsMaterial; readonly at: number } | undefined;
  private asking: Promise<Access> | undefined;
  private refreshedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly options: ConnectOptions) {
    this.machine = options.machine ?? thisMachine;
    this.who = whoWeAre(options);
    const { server = '' } = this.who.config.getCurrentCluster() ?? {};
    if (!URL.canParse(server)) {
      throw new Error(`the API server's address is no URL: ${server}`);
    }
    this.server = new URL(server);
  }

  get namespace(): string | undefined {
    return this.who.namespace;
  }

  async access(): Promise<Access> {
    if (this.current !== undefined && this.machine.elapsed() - this.current.at < REUSE_MS) {
      return this.current.access;
    }
    if (this.asking !== undefined) {
      return this.asking;
    }
    const limit = { clock: this.machine, ms: CREDENTIALS_TIMEOUT_MS, signal: this.ended.signal };
    const asking = within(limit, (signal) => this.ask(this.who, signal)).finally(() => {
      if (this.asking === asking) {
        this.asking = undefined;
      }
    });
    this.asking = asking;
    return asking;
  }

  async refresh(refused: Access): Promise<void> {
    const isKnown = this.current !== undefined && this.current.access !== refused;
    if (isKnown || this.machine.elapsed() - this.refreshedAt < REFRESH_EVERY_MS) {
      return;
    }
    this.refreshedAt = this.machine.elapsed();
    this.who = whoWeAre(this.options);
    this.asking = undefined;
    if (this.current !== undefined) {
      this.current = { ...this.current, at: Number.NEGATIVE_INFINITY };
    }
    await this.access();
  }

  async close(): Promise<void> {
    this.ended.abort(new Error('the connection is closed'));
    const { access } = this.current ?? {};
    await Promise.all([access?.requests.destroy(), access?.events.destroy(), access?.watches.destroy()]);
  }

  private async ask(who: Who, signal: AbortSignal): Promise<Access> {
    const { config, plugin } = who;
    const found = await plugin?.credentials(this.machine.now(), signal);
    const { headers, tls } = await credentials(config, found);
    if (who !== this.who) {
      return this.access();
    }
    const old = this.current;
    const isSameTls = old !== undefined && isDeepStrictEqual(old.tls, tls);
    const proxy = proxyOf(this.server, config.getCurrentCluster()?.proxyUrl, this.options.environment);
    const ways = isSameTls ? old.access : dispatchers(this.server.origin, tls, proxy);
    const all = { 'user-agent': `flagger-ts/${this.options.version ?? 'dev'}`, ...headers };
    const access =
      isSameTls && isDeepStrictEqual(old.access.headers, all)
        ? old.access
        : { headers: all, requests: ways.requests, events: ways.events, watches: ways.watches };
    this.current = { access, tls, at: this.machine.elapsed() };
    // Requests and watches that are under way end by themselves on the old connections.
    if (old !== undefined && !isSameTls) {
      void Promise.all([old.access.requests.close(), old.access.events.close(), old.access.watches.close()]);
    }
    return access;
  }
}

/** A kubeconfig as it was read once, with its credential plugin and what that said. */
interface Who {
  readonly config: KubeConfig;
  readonly plugin: CredentialPlugin | undefined;
  readonly namespace: string | undefined;
}

function whoWeAre(where: Whereabouts): Who {
  const { config, plugin, namespace } = kubeConfig(where);
  return { config, plugin: plugin && new CredentialPlugin(plugin), namespace };
}

async function credentials(
  config: KubeConfig,
  found: PluginCredentials = {},
): Promise<{ readonly headers: Readonly<Record<string, string>>; readonly tls: TlsMaterial }> {
  const options: RequestOptions = {};
  await config.applyToHTTPSOptions(options).catch((error: unknown) => {
    throw new Error(`credentials: ${messageOf(error)}`);
  });
  const { ca, cert, key, servername, rejectUnauthorized, auth } = options;
  const basic =
    auth === undefined || auth === null ? {} : { authorization: `Basic ${Buffer.from(auth).toString('base64')}` };
  const tls = Object.fromEntries(
    Object.entries({ ca, cert: found.cert ?? cert, key: found.key ?? key, servername, rejectUnauthorized }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  const bearer = found.token === undefined ? {} : { authorization: `Bearer ${found.token}` };
  return { headers: { ...basic, ...bearer, ...plain(options.headers) }, tls };
}

/** Header values as one line each: token files end in a newline. */
function plain(headers: RequestOptions['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value).trim()]),
  );
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
