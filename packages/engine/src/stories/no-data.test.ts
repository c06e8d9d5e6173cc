import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { MetricFinding } from '@flagger/api';
import { asks, takesBack } from './asking.ts';
import { good, metrics, newImage, success, unreachable } from './builders.ts';
import { golden } from './golden.ts';
import type { Plot } from './plot.ts';
import { tell } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

const ORDERS = { name: 'orders', query: 'orders', onNoData: 'hold', thresholdRange: { min: 1 } } as const;
const orders = (change: Partial<MetricFinding>): MetricFinding => ({
  kind: 'metric',
  name: 'orders',
  index: 0,
  source: 'query',
  provider: 'istio',
  ...change,
});
const nothing = orders({ problem: { kind: 'no-values', message: 'no values found' } });
const held = { stepWeight: 30, maxWeight: 60, metrics: [ORDERS, ...metrics] };

/** Releases whose metrics have no values for a while, and what each says that is to mean. */
const STORIES: Readonly<Record<string, Plot>> = {
  'held until there is a value': {
    analysis: held,
    events: [newImage],
    find: (question, second) =>
      question.what === 'check'
        ? [second > 40 && second < 75 ? nothing : orders({ value: 7 }), success(99.5)]
        : good(question, second),
    seconds: 150,
  },
  'held until the deadline, also where the server is away in between': {
    analysis: held,
    spec: { progressDeadlineSeconds: 60 },
    events: [newImage],
    find: (question, second) =>
      question.what === 'check'
        ? second > 70 && second < 85
          ? [nothing, unreachable]
          : [nothing, success(99.5)]
        : good(question, second),
    seconds: 150,
  },
  'held by one metric and failed by another': {
    analysis: { ...held, threshold: 2 },
    events: [newImage],
    find: (question, second) => (question.what === 'check' ? [nothing, success(80)] : good(question, second)),
    seconds: 120,
  },
  'held, and paused for an hour: its deadline begins when it is resumed': {
    analysis: held,
    spec: { progressDeadlineSeconds: 300 },
    events: [newImage, asks(60, 'pause', 'r1 by anna'), takesBack(3660, 'pause')],
    find: (question, second) =>
      question.what === 'check'
        ? [second < 3700 ? nothing : orders({ value: 7 }), success(99.5)]
        : good(question, second),
    seconds: 3800,
  },
  'taken back where no request succeeded, whatever no values mean': {
    analysis: { ...held, threshold: 2, metrics: metrics.map((metric) => ({ ...metric, onNoData: 'pass' as const })) },
    events: [newImage],
    find: (question, second) => (question.what === 'check' ? [success(0)] : good(question, second)),
    seconds: 120,
  },
  'passed without a value': {
    analysis: { ...held, metrics: [{ ...ORDERS, onNoData: 'pass' }] },
    events: [newImage],
    find: (question, second) => (question.what === 'check' ? [nothing] : good(question, second)),
    seconds: 120,
  },
};

describe('a rollout without values', () => {
  it.each(Object.entries(STORIES))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(`${here}/no-data`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });
});
