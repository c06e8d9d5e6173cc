import { setImmediate as others } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { textOf } from '../test/page-text.ts';
import { metricsText } from './metrics-text.ts';

describe('the text of metrics', () => {
  it('is that of prom-client, of every kind of metric', async () => {
    const registry = new Registry();
    const registers = [registry];
    new Counter({ name: 'a_total', help: 'Told\nin "two" \\ lines', registers }).inc(3);
    const gauge = new Gauge({ name: 'b', help: 'B', labelNames: ['name', 'of'], registers });
    gauge.set({ name: 'quo"te\\', of: 'li\nne' }, 0.1);
    gauge.set({ name: 'x' }, Infinity);
    gauge.set({ of: 'y' }, -Infinity);
    gauge.set({ of: 'z' }, Number.NaN);
    const times = new Histogram({ name: 'c', help: 'C', labelNames: ['name'], buckets: [1, 2], registers });
    times.observe({ name: 'x' }, 1.5);
    new Summary({ name: 'd', help: 'D', percentiles: [0.5], registers }).observe(2);
    new Gauge({ name: 'e', help: 'without values', labelNames: ['name'], registers });
    const lines = (text: string): readonly string[] => text.replaceAll(/\{.*\}/g, sortedLabels).split('\n');
    expect(lines(await textOf(metricsText(registry)))).toEqual(lines(await registry.metrics()));
  });

  it('is made piece by piece, so that others get their turn', async () => {
    const registry = new Registry();
    const gauge = new Gauge({ name: 'a', help: 'A', labelNames: ['name'], registers: [registry] });
    Array.from({ length: 20_000 }, (_, index) => gauge.set({ name: String(index) }, index));
    const state = { isMade: false };
    const text = textOf(metricsText(registry)).finally(() => (state.isMade = true));
    let turns = 0;
    while (!state.isMade) {
      await others();
      turns += 1;
    }
    expect(turns).toBeGreaterThanOrEqual(10);
    expect((await text).split('\n')).toHaveLength(20_003);
  });
});

/** The order of labels means nothing. */
const sortedLabels = (labels: string): string => labels.slice(1, -1).split(',').sort().join();
