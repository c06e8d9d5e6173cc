import { createServer, type Server } from 'node:http';
import type { Clock, Log } from '@flagger/api';
import { metricsApi, MetricStore, Scraper } from '@flagger/prometheus';
import { type Client, systemClock } from './client/index.ts';
import { type Mesh, startMesh } from './mesh/index.ts';
import { startTraffic, type Traffic, type UserWishes } from './traffic/index.ts';

export interface DataPlaneOptions {
  /** Whose pods and mesh objects are played: the sandbox's own cluster, or any other. */
  readonly client: Client;
  readonly log: Log;
  readonly clock?: Clock;
  /** As the operator's -mesh-provider; `istio` unless stated. */
  readonly mesh?: string;
  readonly users?: UserWishes;
  /** The ports of the entrance and of the Prometheus API; 0 takes any free one. */
  readonly entrancePort?: number;
  readonly metricsPort?: number;
  /** More to scrape, such as an exporter or the operator: addresses such as `http://127.0.0.1:9308/metrics`, which may come later. */
  readonly scrape?: readonly string[];
}

/** What a cluster has beside its API server: pods that answer, proxies, metrics and users. */
export interface DataPlane {
  readonly mesh: Mesh;
  readonly traffic: Traffic;
  /** Address of the Prometheus API, for the operator's -metrics-server. */
  readonly metricsServer: string;
  stop(): Promise<void>;
}

/** Often, so that a rate can be told within a second or two. */
const SCRAPE_MS = 250;
/** What others show is nothing that a rate of seconds is told from, and may take its time. */
const SCRAPE_OTHERS_MS = 1000;
/** As Prometheus has it. On a loaded machine an answer takes longer than a round, and whose series ends then has no values. */
const SCRAPE_TIMEOUT_MS = 10_000;

/**
 * Plays the data plane, the metrics and the traffic of a cluster, whoever serves its API. Settles when all objects
 * are in effect.
 */
export async function startDataPlane({
  metricsPort = 0,
  entrancePort = 0,
  scrape = [],
  ...options
}: DataPlaneOptions): Promise<DataPlane> {
  const { clock = systemClock, log, users } = options;
  const mesh = await startMesh({ ...options, port: entrancePort });
  const traffic = await startTraffic({ mesh, log, clock, ...(users && { users }) });
  const store = new MetricStore();
  const own = [{ job: 'mesh', instance: 'sandbox', show: mesh.metricsUrl }];
  const others = scrape.map((show) => ({ job: 'others', instance: new URL(show).host, show }));
  const scrapers = [
    new Scraper({ store, clock, intervalMs: SCRAPE_MS, timeoutMs: SCRAPE_TIMEOUT_MS, targets: () => own }),
    new Scraper({ store, clock, intervalMs: SCRAPE_OTHERS_MS, timeoutMs: SCRAPE_TIMEOUT_MS, targets: () => others }),
  ];
  const server = createServer(metricsApi({ store, clock }));
  await listening(server, metricsPort);
  scrapers.forEach((scraper) => scraper.start());
  const address = server.address();
  const metricsServer = `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`;
  // as MetricTemplates call it
  mesh.hosts.set('prometheus.*', metricsServer);
  return {
    mesh,
    traffic,
    metricsServer,
    stop: async () => {
      scrapers.forEach((scraper) => scraper.stop());
      await traffic.stop();
      await mesh.stop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const listening = (server: Server, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
