import { describe, expect, it } from '@jest/globals';
import { BASE } from '../examples.ts';
import { lint } from '../lint.ts';
import { goYaml } from './go-yaml.ts';
import { readManifests } from './read.ts';

const found = (text: string, code: string): readonly string[] =>
  lint(readManifests('a.yaml', text))
    .filter((each) => each.code === code)
    .map(({ file, line, column }) => `${file}:${line}:${column}`);

const CANARY = BASE.replace('stepWeight: 10', 'stepWeight: 1O');
const LINE = BASE.split('\n').findIndex((line) => line.includes('stepWeight')) + 1;
const AT = `${LINE}:17`;

/** A Canary whose metric asks this, written so. */
const asking = (query: string): string =>
  BASE.replace(
    /- \{name: request-success-rate.*/,
    `- name: errors\n      thresholdRange: {max: 1}\n      query: ${query}`,
  );
const QUERY_LINE = BASE.split('\n').findIndex((line) => line.includes('request-success-rate')) + 3;

describe('the place of a finding', () => {
  it('is the value, by line and column of the file', () => {
    expect(found(CANARY, 'FLG004')).toEqual([`a.yaml:${AT}`]);
    expect(found(`---\nkind: Other\n---\n${CANARY}`, 'FLG004')).toEqual([`a.yaml:${LINE + 3}:17`]);
  });

  it('is the key where the value goes over several lines, and what is above where there is nothing', () => {
    expect(found(BASE.replace('  service: {port: 80, targetPort: 9898}\n', ''), 'FLG011')).toEqual(['a.yaml:4:1']);
  });

  it('is in the file that a comment of Helm names, from there', () => {
    expect(found(`---\n# Source: chart/templates/c.yaml\n${CANARY}`, 'FLG004')).toEqual([
      `chart/templates/c.yaml:${AT}`,
    ]);
  });

  it('is in the item of a list', () => {
    const items = CANARY.trimEnd()
      .split('\n')
      .map((line, index) => (index === 0 ? `- ${line}` : `  ${line}`));
    expect(found(`apiVersion: v1\nkind: List\nitems:\n${items.join('\n')}\n`, 'FLG004')).toEqual([
      `a.yaml:${LINE + 3}:19`,
    ]);
  });

  it('is inside of a query, behind variables whose values are longer or shorter', () => {
    const plain = 'sum(rate(errors_total{namespace="{{ namespace }}",app="{{ target }}"}[{{ interval }}])) +* 1';
    const column = '      query: '.length + plain.indexOf('*') + 1;
    expect(found(asking(`'${plain}'`), 'FLG430')).toEqual([`a.yaml:${QUERY_LINE}:${column + 1}`]);
    expect(found(asking(plain.replace('{{ namespace }}', 'x')), 'FLG430')).toHaveLength(1);
  });

  it('is inside of a query of several lines', () => {
    const query = '|\n        sum(\n          rate(errors_total{app="{{ target }}"}[{{ interval }}])\n        ) +* 1';
    expect(found(asking(query), 'FLG430')).toEqual([`a.yaml:${QUERY_LINE + 3}:12`]);
  });
});

describe('what is read', () => {
  it('leaves out what has no kind, and what is suppressed on the object', () => {
    expect(readManifests('a.yaml', 'a: 1\n---\n# nothing\n')).toEqual({ manifests: [], unreadable: [] });
    const suppressed = CANARY.replace(
      'namespace: test}',
      'namespace: test, annotations: {lint.flagger.app/suppress: "FLG004, FLG011"}}',
    );
    expect(lint(readManifests('a.yaml', suppressed))).toEqual([]);
    expect(lint(readManifests('a.yaml', suppressed.replace('FLG004, FLG011', '*')))).toEqual([]);
    expect(found(suppressed.replace('FLG004', 'FLG003'), 'FLG004')).toHaveLength(1);
  });

  it('goes on behind a document that cannot be read', () => {
    const { manifests, unreadable } = readManifests('a.yaml', `kind: [\n---\n${BASE}`);
    expect([manifests.length, unreadable]).toEqual([
      1,
      [{ file: 'a.yaml', place: expect.anything(), says: expect.any(String) }],
    ]);
  });
});

describe('a manifest', () => {
  it('may be JSON on one line, as jq -c writes it', () => {
    const [service, canary] = [
      { apiVersion: 'v1', kind: 'Service', metadata: { name: 'front' } },
      { apiVersion: 'flagger.app/v1beta1', kind: 'Canary', metadata: { name: 'podinfo' } },
    ].map((object) => JSON.stringify(object));
    const { manifests } = readManifests('a.json', `${service}\n---\n${canary}`);
    expect(manifests.map(({ kind }) => kind)).toEqual(['Service', 'Canary']);
  });
});

describe('YAML is read as kubectl and Helm read it', () => {
  const valueOf = (written: string): unknown =>
    readManifests('a.yaml', `kind: Other\nspec: ${written}\n`).manifests[0]?.object['spec'];

  it.each([
    ['y, Yes, on, ON, True', true],
    ['n, NO, off, Off, FALSE', false],
    ['010, 0o10, +010, 0b1000, 0X8, 8, 08, 0_010, 8., 0.8e+1', 8],
    ['-010, -0o10, -0b1000, -8', -8],
    ['0, 00, -0', 0],
    ['1_000, 1e3, 0x3E8', 1000],
    ['.5, 0_0.5', 0.5],
  ])('%s are all %s', (written, value) => {
    expect(written.split(', ').map(valueOf)).toEqual(written.split(', ').map(() => value));
  });

  it.each(['1:30', 'yEs', 'oN', '0o8', '0x', '1e', '2026-01-01', '"yes"', "'010'", '!!str on'])(
    '%s stays a text',
    (written) => expect(valueOf(written)).toBe(written.replace(/^!!str /, '').replaceAll(/["']/g, '')),
  );

  it('takes over what is merged: it counts more than what stands before it, and less than what comes after', () => {
    const bases = '{one: &one {a: 1, b: {c: 1}}, two: &two {a: 2, d: 2}';
    expect(valueOf(`${bases}, p: {a: 0, <<: *one}, q: {<<: [*two, *one], b: 0}, r: {<<: {<<: *one, a: 3}}}`)).toEqual({
      ...{ one: { a: 1, b: { c: 1 } }, two: { a: 2, d: 2 } },
      ...{ p: { a: 1, b: { c: 1 } }, q: { a: 2, b: 0, d: 2 }, r: { a: 3, b: { c: 1 } } },
    });
  });

  it.each([
    ['{<<: 1}', 'Merge sources must be maps'],
    ['{a: *a}', 'Unresolved alias'],
    ['&a {b: {c: *a}}', "anchor 'a' value contains itself"],
  ])('%s cannot be read', (written, says) => {
    expect(readManifests('a.yaml', `kind: Other\nspec: ${written}\n`)).toEqual({
      manifests: [],
      unreadable: [{ file: 'a.yaml', place: expect.anything(), says: expect.stringContaining(says) }],
    });
  });

  it('gives the places of what is merged, and of what an alias names', () => {
    const shared = BASE.replace('analysis:', 'analysis: &shared').replace('stepWeight: 10', 'stepWeight: 1O');
    const merging = shared.replaceAll('podinfo', 'other').replace(/analysis: &[^]*$/, 'analysis:\n    <<: *shared\n');
    const by = (alias: string): string =>
      `apiVersion: v1\nkind: List\nitems:\n- ${indented(shared)}- ${indented(alias)}`;
    const indented = (text: string): string => text.trimEnd().replaceAll('\n', '\n  ') + '\n';
    const place = `a.yaml:${LINE + 3}:19`;
    expect(found(by(merging), 'FLG004')).toEqual([place, place]);
    expect(found(by(merging.replace(/\n +<<:/, '')), 'FLG004')).toEqual([place, place]);
  });

  it('is written so that it is read as it was', () => {
    const value = { texts: ['yes', 'y', '010', '0b11', '1_000', '0O17', '1:30', ''], others: [true, 10, 0.5, null] };
    expect(valueOf(`\n${goYaml(value).replaceAll(/^/gm, '  ')}`)).toEqual(value);
  });
});
