import { once } from 'node:events';
import { createServer } from 'node:http';
import { metricsApi } from '../http.ts';
import { MetricStore } from '../store.ts';
import type { RealPrometheus } from './real-prometheus.ts';
import type { GivenSeries } from './remote-write.ts';

/** Ours on a free port of loopback, with the given series. */
export async function ourPrometheus(series: readonly GivenSeries[]): Promise<RealPrometheus> {
  const store = new MetricStore();
  for (const { labels, samples } of series) {
    for (const [time, value] of samples) {
      store.append(labels, time, value);
    }
  }
  const server = createServer(
    metricsApi({ store, clock: { now: () => Date.now(), after: () => () => undefined } }),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new Error('no port of loopback is free');
  }
  return {
    address: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
