import { labelsOf, MetricStore, NAME, instantQuery } from '@flagger/prometheus';
import { describe, expect, it } from '@jest/globals';
import { isClosed, mergedQuery } from './merged-query.ts';

describe('a query among others', () => {
  it.each([
    'up',
    'sum(rate(requests{a="b",c=~"d|e"}[1m])) by (le) / 100',
    'requests{a=")"}',
    `requests{a='"(', b=\`\\\`}`,
    'requests{a="\\")"}',
    'requests{a="#"}',
  ])('stays one: %s', (query) => {
    expect(isClosed(query)).toBe(true);
  });

  it.each([
    ['ends the brackets around it', 'up), "flagger", "1", "", "") or label_replace((up'],
    ['ends others than it begins', 'up(]'],
    ['does not end its own', 'sum(up'],
    ['ends one too many', 'sum(up))'],
    ['begins with an end', ') or ('],
    ['makes the rest a comment', 'up # '],
    ['does not end a text', 'up{a="b}'],
    ['does not end a raw text', 'up{a=`b}'],
    ['ends a text with what is no end', 'up{a="b\\"}'],
    ['sets the label that tells whose it is', 'label_replace(up, "flagger_query", "1", "", "")'],
  ])('is none where it %s', (_, query) => {
    expect(isClosed(query)).toBe(false);
  });

  it('has the same values as alone, in the same order', () => {
    const store = new MetricStore();
    const names = ['x', 'y', 'z'];
    names.forEach((app, index) =>
      store.append(
        labelsOf([
          [NAME, 'up'],
          ['app', app],
        ]),
        1000,
        index,
      ),
    );
    const texts = ['up', 'up{app="y"}', 'none', 'topk(2, up)', 'up{app!="y"} * 2', 'sum(up) / 0', 'up'];
    const rowsOf = (query: string) => {
      const answer = instantQuery(query, 1000, { store });
      return answer.type === 'vector' ? answer.samples : [];
    };
    const merged = rowsOf(mergedQuery(texts));
    texts.forEach((text, index) => {
      const own = merged.filter(({ labels }) => labels.get('flagger_query') === `${index}`);
      expect(own.map(({ value }) => value)).toEqual(rowsOf(text).map(({ value }) => value));
    });
    expect(merged).toHaveLength(3 + 1 + 0 + 2 + 2 + 1 + 3);
  });
});
