import { ALL_FLAGS } from '@flagger/operator';
import { describe, expect, it } from '@jest/globals';
import { textAt } from '../repository.ts';
import { fieldsIn } from './crd-fields.ts';
import { referenceFiles } from './files.ts';
import { table } from './table.ts';
import { valueComments } from './value-comments.ts';
import { CHARTS } from './value-page.ts';

const FILES = referenceFiles();
const page = (name: string): string => FILES.get(`docs/reference/${name}.md`) ?? '';

describe('the references', () => {
  it.each([...FILES.keys()])('are what `npm run references` writes: %s', (path) => {
    expect(textAt(path)).toBe(FILES.get(path));
  });

  it('have every flag, and every chart', () => {
    expect(ALL_FLAGS.filter(([name]) => !page('flags').includes(`| \`-${name}\` |`))).toEqual([]);
    expect(CHARTS.filter((chart) => !page('values').includes(`/${chart}/README.md)`))).toEqual([]);
    expect(ALL_FLAGS.length + CHARTS.length).toBeGreaterThan(40);
  });

  it('have fields of the spec, of the status and inside of lists', () => {
    const rows = [
      '**`spec.targetRef`**',
      '`spec.analysis.metrics[].thresholdRange.max`',
      '`status.phase`',
      '`spec.provider.address`',
    ];
    expect(rows.filter((each) => !page('crd').includes(`| ${each} |`))).toEqual([]);
  });

  it('say of values what stands above them', () => {
    expect(page('values')).toContain('| `cmd.timeout` | string matching');
    expect(page('values')).toMatch(/^\| `cmd\.timeout` .*\| longest time of one task \|$/m);
    expect(page('values')).toMatch(/^\| `canaries` .*two thirds of it \|$/m);
  });
});

describe('a comment of a value', () => {
  it('stands right above its key, and is no example', () => {
    const text = [
      '# of nobody',
      '',
      'a:',
      '  # of b',
      '  # and more',
      '  b: 1',
      'env: []',
      '# - name: X',
      '#   value: y',
      'c: {}',
      '# of d',
      'd: 2',
    ];
    expect([...valueComments(text.join('\n'))]).toEqual([
      ['a.b', 'of b and more'],
      ['d', 'of d'],
    ]);
  });
});

describe('a field of a schema', () => {
  it('says what it takes, whether it is needed, and what has the same fields', () => {
    const properties = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, { type: 'string' }]));
    const schema = {
      required: ['one'],
      properties: { one: { type: 'object', properties }, two: { type: 'object', properties, description: 'As was.' } },
    };
    const rows = fieldsIn(schema, 'spec').map(({ cells }) => cells);
    expect(rows.length).toBe(8);
    expect(rows[0]).toEqual(['**`spec.one`**', 'object', '']);
    expect(rows[7]).toEqual(['`spec.two`', 'object', 'As was. The same fields as `spec.one`.']);
    expect(
      fieldsIn({ properties: { n: { type: 'array', items: { type: 'integer' }, maxItems: 3 } } }, 's')[0]?.cells,
    ).toEqual(['`s.n`', 'list of integer, entries to `3`', '']);
  });
});

it('a bar does not end a cell of a table', () => {
  expect(table(['a'], [['x|y\n z']])).toBe('| a |\n| --- |\n| x\\|y z |');
});
