import { describe, expect, it } from '@jest/globals';
import { labelsOf, shownLabels } from '../labels.ts';
import { formatted } from '../number-format.ts';
import { MetricStore } from '../store.ts';
import { instantQuery } from './query.ts';

const store = new MetricStore();
for (const [pairs, value] of [
  [{ __name__: 'a', x: 'one:80', y: 'n' }, -1.5],
  [{ __name__: 'a', x: 'two:80', y: 'n' }, 2.5],
  [{ __name__: 'strange', x: '1' }, NaN],
  [{ __name__: 'strange', x: '2' }, 3],
  [{ __name__: 'date' }, 1709251199],
] as const) {
  store.append(labelsOf(Object.entries(pairs)), 1000, value);
}

function ask(query: string): readonly string[] {
  const answer = instantQuery(query, 2000, { store });
  if (answer.type === 'scalar') {
    return [formatted(answer.value)];
  }
  return answer.type === 'vector'
    ? answer.samples.map(({ labels, value }) => `${shownLabels(labels)} ${formatted(value)}`)
    : [answer.type];
}

const values = (query: string): readonly string[] => ask(query).map((line) => line.slice(line.lastIndexOf(' ') + 1));

describe('a function of values', () => {
  it.each([
    ['abs(a)', ['1.5', '2.5']],
    ['ceil(a)', ['-1', '3']],
    ['floor(a)', ['-2', '2']],
    ['round(a)', ['-1', '3']],
    ['round(a, 0.2)', ['-1.4', '2.6']],
    ['sgn(a)', ['-1', '1']],
    ['sqrt(a)', ['NaN', '1.5811388300841898']],
    ['exp(a * 0)', ['1', '1']],
    ['ln(a / a)', ['0', '0']],
    ['log2(a * 0 + 8)', ['3', '3']],
    ['log10(a * 0 + 1000)', ['2.9999999999999996', '2.9999999999999996']],
    ['clamp(a, -1, 1)', ['-1', '1']],
    ['clamp_min(a, 0)', ['0', '2.5']],
    ['clamp_max(a, 0)', ['-1.5', '0']],
    ['clamp(a, 1, -1)', []],
    ['clamp_max(strange, Inf)', ['NaN', '3']],
    ['clamp_min(strange, Inf)', ['+Inf', '+Inf']],
    ['deg(a * 0 + pi())', ['180', '180']],
    ['rad(a * 0 + 180)', ['3.141592653589793', '3.141592653589793']],
    ['sort(strange)', ['3', 'NaN']],
    ['sort_desc(strange)', ['3', 'NaN']],
    ['sort_desc(a)', ['2.5', '-1.5']],
    ['cosh(a * 0)', ['1', '1']],
    ['sinh(a * 0 + 800)', ['+Inf', '+Inf']],
    ['timestamp(a)', ['1', '1']],
    ['timestamp(sum(a))', ['2']],
    ['time()', ['2']],
    ['vector(3)', ['3']],
    ['scalar(strange{x="2"})', ['3']],
    ['scalar(a)', ['NaN']],
    ['year(date)', ['2024']],
    ['month(date)', ['2']],
    ['day_of_month(date)', ['29']],
    ['day_of_week(date)', ['4']],
    ['day_of_year(date)', ['60']],
    ['days_in_month(date)', ['29']],
    ['hour(date)', ['23']],
    ['minute(date)', ['59']],
    ['year()', ['1970']],
  ])('%s', (query, expected) => {
    expect(values(query)).toEqual(expected);
  });

  it('loses the name of the metric', () => {
    expect(ask('abs(strange{x="2"})')).toEqual(['{x="2"} 3']);
  });
});

describe('a function of labels', () => {
  it.each([
    [
      'label_replace(a, "host", "$1", "x", "(.*):.*")',
      ['{__name__="a", host="one", x="one:80", y="n"} -1.5', '{__name__="a", host="two", x="two:80", y="n"} 2.5'],
    ],
    [
      'label_replace(a, "y", "", "x", "one.*")',
      ['{__name__="a", x="one:80"} -1.5', '{__name__="a", x="two:80", y="n"} 2.5'],
    ],
    ['label_replace(date, "z", "${w}!$$$9", "", "(?P<w>)")', ['{__name__="date", z="!$"} 1709251199']],
    ['label_join(date, "z", "-", "q", "__name__", "q")', ['{__name__="date", z="-date-"} 1709251199']],
    ['absent(missing{a="b", c=~"d", e="f", e="g"})', ['{a="b"} 1']],
    ['absent(a)', []],
    ['absent_over_time(missing{a="b"}[5m])', ['{a="b"} 1']],
    ['absent_over_time(a[5m])', []],
    ['absent(sum(missing))', ['{} 1']],
  ])('%s', (query, expected) => {
    expect(ask(query)).toEqual(expected);
  });
});
