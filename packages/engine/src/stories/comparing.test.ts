import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import type { CountsFinding, Finding, Question } from '@flagger/api';
import { newImage, online } from './builders.ts';
import { golden } from './golden.ts';
import type { Plot, Scene } from './plot.ts';
import { tell } from './tell.ts';

const here = dirname(fileURLToPath(import.meta.url));

const RATE = { name: 'request-success-rate', compare: {} };
const released = { interval: '30s', stepWeight: 20, maxWeight: 60, threshold: 2, metrics: [RATE] };

/** Requests of a second, and which part of them fails, on each side at a second. */
type Traffic = (second: number) => {
  readonly canary: readonly [n: number, failing: number];
  readonly primary: readonly [n: number, failing: number];
};

const START = Date.parse('2026-01-01T00:00:00Z') / 1000;

/** Counts of whole seconds: a window that is asked for again has the same, and two have what one over both has. */
function counted({ from, to }: NonNullable<Question['window']>, traffic: Traffic): CountsFinding {
  const upTo = (side: 'canary' | 'primary', second: number): { readonly n: number; readonly x: number } => {
    const [n, x] = Array.from({ length: Math.max(0, second - START) }, (_, at) => traffic(at)[side]).reduce(
      ([all, failed], [more, failing]) => [all + more, failed + more * failing],
      [0, 0],
    );
    return { n, x: Math.floor(x + 1e-9) };
  };
  const between = (side: 'canary' | 'primary') => {
    const [before, after] = [upTo(side, from), upTo(side, to)];
    return { n: after.n - before.n, x: after.x - before.x };
  };
  const tables = [{ canary: between('canary'), primary: between('primary') }];
  return { kind: 'counts', name: 'request-success-rate', seenFrom: 'client', from, to, tables };
}

const finds =
  (traffic: Traffic): NonNullable<Plot['find']> =>
  ({ what, window }): readonly Finding[] =>
    what === 'metrics-online' ? [online] : window ? [counted(window, traffic)] : [];

const HEALTHY: Traffic = () => ({ canary: [10, 0.02], primary: [40, 0.02] });
const BAD: Traffic = () => ({ canary: [10, 0.1], primary: [40, 0.02] });
const SILENT: Traffic = () => ({ canary: [0, 0], primary: [40, 0.02] });
/** Both fail alike for a while. */
const OUTAGE: Traffic = (second) =>
  second > 75 && second < 100 ? { canary: [10, 0.6], primary: [40, 0.6] } : HEALTHY(second);

/** The canary fails more often than the primary, and that is seen after an outage of both. */
const BAD_AFTER_OUTAGE: Traffic = (second) =>
  second > 75 && second < 100 ? { canary: [10, 0.6], primary: [40, 0.6] } : BAD(second);
const edited = (scene: Scene): void => {
  const { analysis } = scene.spec;
  const metrics = [{ name: 'request-success-rate', compare: { tolerate: 1.5 } }];
  scene.spec = { ...scene.spec, analysis: { ...analysis, metrics } };
};

const anew = (scene: Scene): void => {
  scene.isAnew = true;
};

/** Releases that are compared with the primary. */
const STORIES: Readonly<Record<string, Plot>> = {
  'worse is rolled back': { analysis: released, events: [newImage], find: finds(BAD), seconds: 400 },
  'undecided is promoted': { analysis: released, events: [newImage], find: finds(HEALTHY), seconds: 400 },
  'an outage of both is nobodys fault': { analysis: released, events: [newImage], find: finds(OUTAGE), seconds: 400 },
  'worse after an outage of both is rolled back': {
    analysis: { ...released, stepWeight: 10 },
    events: [newImage],
    find: finds(BAD_AFTER_OUTAGE),
    seconds: 600,
  },
  'begun anew where its settings are edited': {
    analysis: { ...released, stepWeight: 10 },
    events: [newImage, { at: 110, what: 'tolerate: 1.5', does: edited }],
    find: finds(HEALTHY),
    seconds: 300,
  },
  'waited for, then promoted': {
    analysis: { ...released, compare: { worseThan: 3, undecided: 'wait' } },
    events: [newImage],
    find: finds(HEALTHY),
    seconds: 1500,
  },
  'waited for in vain': {
    analysis: { ...released, compare: { worseThan: 1.5, undecided: 'wait', waitAtMost: '90s' } },
    events: [newImage],
    find: finds(HEALTHY),
    seconds: 400,
  },
  'undecided is rolled back': {
    analysis: { ...released, compare: { undecided: 'rollback' } },
    events: [newImage],
    find: finds(HEALTHY),
    seconds: 400,
  },
  'promoted early': {
    analysis: {
      ...{ ...released, stepWeight: 5 },
      compare: { worseThan: 5, promoteEarly: { after: '60s' }, undecided: 'wait' },
    },
    events: [newImage],
    find: finds(HEALTHY),
    seconds: 600,
  },
  'held without traffic': {
    analysis: released,
    spec: { progressDeadlineSeconds: 100 },
    events: [newImage],
    find: finds(SILENT),
    seconds: 400,
  },
  'says only what it would do': {
    analysis: { ...released, compare: { dryRun: true } },
    events: [newImage],
    find: finds(BAD),
    seconds: 400,
  },
};

describe('a release that is compared with the primary', () => {
  it.each(Object.entries(STORIES))('%s', (name, plot) => {
    const story = tell(plot);
    expect(story).toBe(golden(`${here}/comparing`, name.replace(/[^a-z0-9]+/gi, '-').toLowerCase(), story));
  });

  it.each([0, 67.05, 97.15, 99.4, 127.25, 128.2])(
    'counts no second twice where the operator is started anew at %s',
    (at) => {
      const windows = new Map<number, number>();
      const find = finds(BAD);
      const story = tell({
        analysis: released,
        events: [newImage, { at, what: 'the operator is started anew', does: anew }],
        find: (question, second) => {
          const { window } = question;
          if (window) {
            // asked again after a start, it is the later one that is weighed
            windows.set(window.from, window.to);
          }
          return find(question, second);
        },
        seconds: 400,
      });
      const seconds = [...windows].reduce((sum, [from, to]) => sum + to - from, 0);
      const [, requests] = /worse than the primary: \d+ of (\d+) failed/.exec(story) ?? [];
      expect(requests).toBe(`${10 * seconds}`);
      const ends = [...windows].flat();
      expect(ends).toEqual([...ends].sort((one, other) => one - other));
    },
  );
});
