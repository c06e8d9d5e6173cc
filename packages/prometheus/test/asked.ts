import { labelsOf, shownLabels } from '../src/labels.ts';
import { formatted } from '../src/number-format.ts';
import { instantQuery, type Answer } from '../src/promql/query.ts';
import type { STALE } from '../src/series.ts';
import { MetricStore } from '../src/store.ts';

/** In ms. */
export const MINUTE = 60_000;
/** Samples by series, for `storeOf`. */
export type Given = Readonly<Record<string, readonly (number | typeof STALE)[]>>;

/** Series by `name label=value ...`, a sample each minute from 0 on. */
export function storeOf(given: Given): MetricStore {
  const store = new MetricStore({ retentionMs: Infinity });
  for (const [text, values] of Object.entries(given)) {
    const [name = '', ...pairs] = text.split(' ');
    const labels = labelsOf([
      ['__name__', name],
      ...pairs.map((pair): [string, string] => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']),
    ]);
    values.forEach((value, index) => store.append(labels, index * MINUTE, value));
  }
  return store;
}

/** An answer as lines: labels and value, and for a range all values. */
export function told(answer: Answer): readonly string[] {
  switch (answer.type) {
    case 'scalar':
      return [formatted(answer.value)];
    case 'string':
      return [answer.value];
    case 'vector':
      return answer.samples.map(({ labels, value }) => `${shownLabels(labels)} ${formatted(value)}`);
    case 'matrix':
      return answer.series.map(
        ({ labels, times, values }) =>
          `${shownLabels(labels)} ${values.map((value, index) => `${formatted(value)}@${(times[index] ?? NaN) / 1000}`).join(' ')}`,
      );
  }
}

/** The answer at a minute, as lines. */
export const ask = (query: string, given: Given = {}, minute = 5): readonly string[] =>
  told(instantQuery(query, minute * MINUTE, { store: storeOf(given) }));
