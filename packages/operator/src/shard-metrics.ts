import type { ShardsView } from '@flagger/controller';
import { Gauge, type Registry } from 'prom-client';

/** Which shards this replica holds; `view` is asked at each scrape. */
export function addShardMetrics(registry: Registry, view: () => ShardsView): void {
  const gauge = (name: string, help: string, set: (this: Gauge, view: ShardsView) => void): Gauge =>
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        set.call(this, view());
      },
    });
  gauge('flagger_shards', 'Shards into which the canaries are divided', function ({ count }) {
    this.set(count);
  });
  gauge('flagger_shard_replicas', 'Replicas that live, as this one sees it', function ({ living }) {
    this.set(living);
  });
  new Gauge({
    name: 'flagger_shard_held',
    help: 'Whether this replica looks after the canaries of the shard: 1 or 0',
    labelNames: ['shard'],
    registers: [registry],
    collect() {
      const { count, held } = view();
      Array.from({ length: count }, (_, shard) => this.set({ shard }, held.has(shard) ? 1 : 0));
    },
  });
  new Gauge({
    name: 'flagger_shard_canaries',
    help: 'Canaries of a shard that this replica looks after',
    labelNames: ['shard'],
    registers: [registry],
    collect() {
      this.reset();
      view().held.forEach((canaries, shard) => this.set({ shard }, canaries));
    },
  });
}
