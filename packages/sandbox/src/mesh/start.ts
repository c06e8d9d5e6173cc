import type { Clock, Log } from '@flagger/api';
import { type Client, systemClock } from '../client/index.ts';
import { startEntrance, startMetrics } from './entrance.ts';
import { hostAndPort } from './host-name.ts';
import { playedMesh } from './meshes.ts';
import { OutsideHosts } from './outside-hosts.ts';
import { Fleet } from './pods/fleet.ts';
import { randomFrom } from './random.ts';
import type { Answer, Request, Source } from './router/request.ts';
import { Router } from './router/router.ts';
import { Upstream } from './router/upstream.ts';
import { PodTelemetry } from './telemetry/podinfo.ts';
import { ProxyTelemetry } from './telemetry/proxy-telemetry.ts';
import { ControlPlane } from './control-plane.ts';

export interface MeshOptions {
  readonly client: Client;
  readonly log: Log;
  readonly clock?: Clock;
  /**
   * Which mesh's objects are read and whose proxies count, as the operator's -mesh-provider names it; `istio` if
   * undefined, and `kubernetes` for Services alone.
   */
  readonly mesh?: string;
  /** How long it takes until the proxies hear of a change, in ms. */
  readonly delayMs?: number;
  /** How long a pod that is deleted goes on answering, in ms. */
  readonly drainMs?: number;
  /** Decides who gets which request and which answers fail: the same seed, the same chances. */
  readonly seed?: string;
  /** Ports for requests from outside and for the metrics; 0 takes any free one. */
  readonly port?: number;
  readonly metricsPort?: number;
}

/** A request of somebody in the sandbox. */
export interface Ask {
  /** E.g. `http://podinfo-canary.test:9898/token`. */
  readonly url: string;
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  /** The host that is asked for, where it is another than the URL's. */
  readonly host?: string;
  /** Who asks: somebody in the namespace `default`, unless stated. */
  readonly source?: Partial<Source>;
}

export interface Mesh {
  /** Where requests from outside come in: by `Host` header, or as an HTTP proxy. */
  readonly url: string;
  /** Where the metrics are, with `/metrics`. */
  readonly metricsUrl: string;
  /** What the mesh's proxies and the pods have counted, in Prometheus' text format. */
  metrics(): string;
  /** Sends a request through the mesh; never throws for what goes wrong there, but for an address that is none. */
  request(ask: Ask): Promise<Answer>;
  /**
   * Hosts that are no Services: requests for them go to an origin such as `http://127.0.0.1:8080`. `name.*` is a
   * Service of that name in any namespace.
   */
  readonly hosts: { set(host: string, origin: string): void; delete(host: string): void };
  /** From now on these shares of answers fail in all pods alike, as where a database behind them does; none by `[]`. */
  fail(shared: readonly { readonly status: number; readonly share: number }[]): void;
  stop(): Promise<void>;
}

const DEFAULTS = {
  clock: systemClock,
  mesh: 'istio',
  delayMs: 500,
  drainMs: 3000,
  seed: 'sandbox',
  port: 0,
  metricsPort: 0,
};

/**
 * Plays the data plane of a cluster: a server for each pod, and proxies that send requests where the mesh's objects
 * say. Settles when all objects are in effect.
 */
export async function startMesh(options: MeshOptions): Promise<Mesh> {
  const settings = { ...DEFAULTS, ...options };
  const { clock, seed, mesh } = settings;
  const end = new AbortController();
  const { reader, counting } = playedMesh(mesh);
  const [pods, proxies] = [new PodTelemetry(), counting && new ProxyTelemetry(counting)];
  const outside = new OutsideHosts();
  const request: Mesh['request'] = (ask) => router.answer(requestOf(ask));
  const fleet = new Fleet({ ...settings, telemetry: pods, request, ended: (pod) => proxies?.forget(pod.metadata) });
  const controlPlane = new ControlPlane({ ...settings, signal: end.signal, reader, onPods: (seen) => fleet.see(seen) });
  const upstream = new Upstream(clock);
  const router: Router = new Router({
    clock,
    upstream,
    random: randomFrom(seed),
    view: () => controlPlane.view,
    target: (pod) => fleet.target(pod),
    outside: (host, namespace) => outside.target(host, namespace),
    served: (served) => proxies?.count(served),
  });
  await controlPlane.ready.then(() => fleet.ready());
  const entrance = await startEntrance(settings.port, (request) => router.answer(request));
  const metrics = (): string => (proxies?.text() ?? '') + pods.text();
  const shown = await startMetrics(settings.metricsPort, metrics);
  return {
    url: entrance.url,
    metricsUrl: `${shown.url}/metrics`,
    metrics,
    request,
    hosts: outside,
    fail: (shared) => fleet.fail(shared),
    stop: async () => {
      end.abort();
      await Promise.all([entrance.stop(), shown.stop()]);
      await router.idle();
      await upstream.close();
      await fleet.stop();
    },
  };
}

const SOMEBODY: Source = { namespace: 'default', workload: 'unknown', labels: {} };

function requestOf({ url, method = 'GET', headers = [], body, host, source = {} }: Ask): Request {
  const address = new URL(url);
  const { protocol, pathname, search } = address;
  const usual = protocol === 'https:' ? 443 : 80;
  const asked =
    host === undefined
      ? { host: address.hostname, port: address.port === '' ? usual : Number(address.port) }
      : hostAndPort(host);
  return {
    method,
    ...asked,
    scheme: protocol.replace(':', ''),
    path: pathname + search,
    headers: new Headers(headers.map(([name, value]): [string, string] => [name, value])),
    body: body === undefined ? undefined : Buffer.from(body),
    source: { ...SOMEBODY, ...source },
  };
}
