import type { WatchAge } from '@flagger/kubernetes';
import { Gauge, type Registry } from 'prom-client';

/** How long ago each watch last brought anything; `watches` is asked at each scrape. */
export function addWatchMetrics(registry: Registry, watches: () => readonly WatchAge[]): void {
  new Gauge({
    name: 'flagger_watch_age_seconds',
    help: 'Seconds since the last list, event or bookmark of a kind that is watched',
    labelNames: ['kind'],
    registers: [registry],
    collect() {
      this.reset();
      // a kind may be watched in several namespaces: the oldest counts
      [...watches()]
        .sort((one, other) => one.seconds - other.seconds)
        .forEach(({ kind, seconds }) => this.set({ kind }, seconds));
    },
  });
}
