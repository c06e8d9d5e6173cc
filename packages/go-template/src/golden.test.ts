import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseTemplate, TemplateError, type Data, type Values } from './index.ts';

interface Answer {
  readonly template: string;
  readonly result?: string;
  readonly error?: string;
}
const { go, answers } = JSON.parse(readFileSync(new URL('golden/answers.json', import.meta.url), 'utf8')) as {
  readonly go: string;
  readonly answers: readonly Answer[];
};

const shown = (data: Data): string => (typeof data === 'object' ? 'an object' : String(data));

/** As in record.go. */
const values: Values = {
  data: {
    ...{ name: 'shop', empty: '', umlaut: 'grün', count: 3, zero: 0, ratio: 2.5, yes: true, no: false, nothing: null },
    ...{ list: [1, 'two', 3.5, null], none: [], words: ['a', 'b'] },
    ...{ map: { b: 2, a: { deep: 'x' } }, texts: { one: '1', two: '2' } },
  },
  functions: {
    target: () => 'podinfo',
    variables: () => ({ region: 'north' }),
    join: (one, other) => `${shown(one)}-${shown(other)}`,
  },
};

function ours(template: string): Answer {
  try {
    const parsed = parseTemplate(template, { name: 'tmpl', functions: Object.keys(values.functions ?? {}) });
    return { template, result: parsed.render(values) };
  } catch (error) {
    return error instanceof TemplateError
      ? { template, error: error.message }
      : { template, error: `no TemplateError: ${String(error)}` };
  }
}

/** What we add to Go's texts: the column of what cannot be read, and what would be allowed. */
const asGo = (error: string): string =>
  error
    .replace(/^(template: tmpl:\d+):\d+: (?!executing )/, '$1: ')
    .replace(/; (?:the functions|in sight|there) are .*/, '');

/** What differs: our data has no declared types, so a type is named as its value shows it; ints are held when read. */
const OTHERWISE: Readonly<Record<string, string>> = {
  '{{ .nothing.deep }}': 'nil data; no entry for key "deep"',
  '{{ .name.deep }}': "can't evaluate field deep in type string",
  '{{ .list.deep }}': "can't evaluate field deep in type []interface {}",
  '{{ .count.deep }}': "can't evaluate field deep in type int",
  '{{ .name.name.name }}': "can't evaluate field name in type string",
  '{{ range .words\n}}x{{ end }} {{ .none.x }}': "can't evaluate field x in type []interface {}",
  'line\ngrün {{ .umlaut.x }}': "can't evaluate field x in type string",
  '{{ 9223372036854775808 }}': 'integer overflow: "9223372036854775808"',
  '{{ index .list 4 }}': 'error calling index: index out of range: 4',
  '{{ printf .nothing }}': 'invalid value; expected string',
  '{{ eq .list .list }}': 'error calling eq: non-comparable type: []interface {}',
};
/** A function of ours takes what it is given. */
const TYPED = '{{ join .name .count }}';

describe(`a template, as ${go} renders it`, () => {
  const same = answers.filter(({ template }) => !(template in OTHERWISE) && template !== TYPED);
  it.each(same)('$template', ({ template, result = '', error }) => {
    const answer = ours(template);
    const comparable = answer.error === undefined ? answer : { template, error: asGo(answer.error) };
    expect(comparable).toEqual(error === undefined ? { template, result } : { template, error });
  });

  it.each(Object.entries(OTHERWISE))('but for the words of %j', (template, words) => {
    expect(answers.find((each) => each.template === template)?.error).toBeDefined();
    expect(ours(template).error).toMatch(/^template: tmpl:\d+:\d+: /);
    expect(ours(template).error).toContain(words);
  });

  it('but for the types of functions', () => {
    expect(ours(TYPED)).toEqual({ template: TYPED, result: 'shop-3' });
  });
});
