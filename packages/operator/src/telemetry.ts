import type { Delivered } from '@flagger/alerts';
import type { ShardsView } from '@flagger/controller';
import type { WatchAge } from '@flagger/kubernetes';
import { Gauge, Registry } from 'prom-client';
import type { Listener } from '@flagger/api';
import { CanaryMetrics } from './canary-metrics.ts';
import { deliveryMetrics } from './delivery-metrics.ts';
import { metricsText } from './metrics-text.ts';
import { addProcessMetrics } from './process-metrics.ts';
import { type ApiRequest, requestMetrics } from './request-metrics.ts';
import { addShardMetrics } from './shard-metrics.ts';
import { VERSION } from './version.ts';
import { addWatchMetrics } from './watch-metrics.ts';

/** The metrics of the program: Flagger's under their names, those of its API requests, and those of the process. */
export interface Telemetry {
  /** Hears of canaries. */
  readonly listener: Listener;
  /** Hears of each answered request to the API server. */
  readonly onRequest: (request: ApiRequest) => void;
  readonly onDelivered: (delivered: Delivered) => void;
  readonly page: MetricsPage;
  /** Shows how these watches fare. */
  readonly show: (watches: () => readonly WatchAge[]) => void;
  /** Shows which shards are held. */
  readonly showShards: (view: () => ShardsView) => void;
}

/** Every metric in the text format of Prometheus, piece by piece: between two of them others get their turn. */
export interface MetricsPage {
  readonly contentType: string;
  pieces(): AsyncIterable<string>;
}

/** Metrics of one operator, whose default mesh is `meshProvider`; with a histogram of turns for each canary if wanted. */
export function telemetry(meshProvider: string, hasTurnHistogram = false): Telemetry {
  const registry = new Registry();
  const info = new Gauge({
    name: 'flagger_info',
    help: 'Version and default mesh of the operator; always 1',
    labelNames: ['version', 'mesh_provider'],
    registers: [registry],
  });
  info.set({ version: VERSION, mesh_provider: meshProvider }, 1);
  addProcessMetrics(registry);
  const canaries = new CanaryMetrics(registry, hasTurnHistogram);
  return {
    listener: canaries,
    onRequest: requestMetrics(registry),
    onDelivered: deliveryMetrics(registry),
    show: (watches) => addWatchMetrics(registry, watches),
    showShards: (view) => addShardMetrics(registry, view),
    page: { contentType: registry.contentType, pieces: () => metricsText(registry, canaries.families) },
  };
}
