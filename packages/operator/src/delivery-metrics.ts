import { Counter, type Registry } from 'prom-client';
import type { Delivered } from '@flagger/alerts';

/** Counts what was told to people and other systems, and what was lost; the returned function is called for each. */
export function deliveryMetrics(registry: Registry): (delivered: Delivered) => void {
  const total = new Counter({
    name: 'flagger_deliveries_total',
    help: 'Alerts and events for webhooks that were delivered, or lost after all attempts',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  // from the start, so that the first loss is an increase
  for (const kind of ['event', 'alert']) {
    for (const outcome of ['delivered', 'lost']) {
      total.inc({ kind, outcome }, 0);
    }
  }
  return ({ kind, outcome }) => total.inc({ kind, outcome });
}
