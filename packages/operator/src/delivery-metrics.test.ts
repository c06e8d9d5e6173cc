import { expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { deliveryMetrics } from './delivery-metrics.ts';

it('what was delivered and what was lost is counted by kind, from zero', async () => {
  const registry = new Registry();
  const onDelivered = deliveryMetrics(registry);
  onDelivered({ kind: 'event', outcome: 'delivered' });
  onDelivered({ kind: 'event', outcome: 'delivered' });
  onDelivered({ kind: 'alert', outcome: 'lost' });
  const page = await registry.metrics();
  expect(page.split('\n').filter((line) => line.startsWith('flagger'))).toEqual([
    'flagger_deliveries_total{kind="event",outcome="delivered"} 2',
    'flagger_deliveries_total{kind="event",outcome="lost"} 0',
    'flagger_deliveries_total{kind="alert",outcome="delivered"} 0',
    'flagger_deliveries_total{kind="alert",outcome="lost"} 1',
  ]);
});
