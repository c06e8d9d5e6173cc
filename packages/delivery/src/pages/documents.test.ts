import { existsSync } from 'node:fs';
import { isJsonObject } from '@flagger/api';
import { describe, expect, it } from '@jest/globals';
import { at, objectOf, objectsIn, ROOT, textAt } from '../repository.ts';
import { commandsIn, namedIn, PAGES } from './pages.ts';

/** Pages of which each YAML block is an object that is applied. */
const OF_OBJECTS = PAGES.filter((path) => /^(docs\/install\.md|kustomize|charts)/.test(path));

const settings = PAGES.flatMap((path) => commandsIn(textAt(path))).flatMap((command) => {
  const [, chart] = /\.\/charts\/(\w+)/.exec(command) ?? [];
  return chart === undefined
    ? []
    : Array.from(command.matchAll(/--set(?:-string)? (\S+)/g), ([, given = '']) =>
        given.split(/,(?=[\w.]+=)/).map((each) => [chart, each.replace(/=.*/, '')] as const),
      ).flat();
});

const yamlIn = (page: string): readonly string[] =>
  Array.from(textAt(page).matchAll(/```yaml\n([^]*?)```/g), ([, text = '']) => text);

/** Whether the schema of a chart knows the value with this path. */
function isKnown(chart: string, path: string): boolean {
  const schema = objectOf(JSON.parse(textAt(`charts/${chart}/values.schema.json`)));
  return isJsonObject(at(schema, ...path.split('.').flatMap((name) => ['properties', name])));
}

describe('what pages say', () => {
  it.each([...new Set(settings.map((each) => each.join(' ')))])(
    'of a chart is a value that there is: %s',
    (setting) => {
      const [chart = '', path = ''] = setting.split(' ');
      expect(isKnown(chart, path)).toBe(true);
    },
  );

  it.each(PAGES)('to run names files that there are: %s', (page) => {
    const named = commandsIn(textAt(page)).flatMap(namedIn);
    const isThere = (path: string): boolean => ['', '.test.ts'].some((end) => existsSync(`${ROOT}${path}${end}`));
    expect(named.filter((path) => !isThere(path))).toEqual([]);
  });

  it('to run names many files', () => {
    expect(PAGES.flatMap((page) => commandsIn(textAt(page)).flatMap(namedIn)).length).toBeGreaterThan(60);
  });

  it('to run with npm is a script that there is', () => {
    const { scripts } = objectOf(JSON.parse(textAt('package.json')));
    const texts = PAGES.filter((page) => !page.includes('decisions')).map(textAt);
    const named = texts.flatMap((text) =>
      Array.from(text.matchAll(/\bnpm run ([a-z][\w:-]*)/g), ([, name = '']) => name),
    );
    expect([...new Set(named)].filter((name) => !isJsonObject(scripts) || !(name in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it('of events in docs/troubleshooting.md is what docs/events.md has', () => {
    const quoted = Array.from(textAt('docs/troubleshooting.md').matchAll(/`([^`\n]*)`/g), ([, text = '']) => text);
    const parts = quoted
      .filter((text) => text.includes(' ') && !/^(kubectl|helm|npm) /.test(text))
      .flatMap((text) => text.split('…').map((part) => part.trim()))
      .filter(({ length }) => length > 7);
    // in the log, of which that page says nothing
    const logged = ["alert can't be sent", 'error sending event to webhook'];
    const told = textAt('docs/events.md').replaceAll(/<[^<>]*>/g, '');
    expect(parts.length).toBeGreaterThan(10);
    expect(parts.filter((part) => !logged.includes(part) && !told.includes(part))).toEqual([]);
  });

  it('to run stands in blocks of one mark', () => {
    const marks = PAGES.flatMap((page) => Array.from(textAt(page).matchAll(/^ *```(\w+)$/gm), ([, mark = '']) => mark));
    expect([...new Set(marks)].sort()).toEqual(['json', 'sh', 'text', 'yaml']);
  });

  it('in YAML is YAML', () => {
    expect(
      OF_OBJECTS.flatMap(yamlIn)
        .flatMap(objectsIn)
        .filter(({ kind }) => typeof kind !== 'string'),
    ).toEqual([]);
    // pages of lint show what is wrong, and packages/lint holds them
    const right = PAGES.filter((path) => !path.startsWith('docs/lint/'));
    const lists = right.flatMap(yamlIn).map((text) => (text.startsWith('- ') ? `items:\n${text}` : text));
    expect(lists.flatMap(objectsIn).length).toBeGreaterThan(15);
  });

  it('of a HelmRelease has values that the chart knows', () => {
    const [block = ''] = yamlIn('docs/install.md');
    const release = objectsIn(block).find(({ kind }) => kind === 'HelmRelease');
    const values = objectOf(at(release, 'spec', 'values'));
    expect(Object.keys(values).filter((name) => !isKnown('flagger', name))).toEqual([]);
  });

  it('of health has the same expressions alone, where the story with Flux reads them, and in a Kustomization', () => {
    const [alone = '', whole = ''] = yamlIn('docs/flux.md');
    const release = objectsIn(whole).find(({ metadata }) => at(metadata, 'name') === 'backend-release');
    const [tried] = objectsIn(alone).map((block) => at(block, 'healthCheckExprs'));
    expect(tried).toMatchObject([{ kind: 'Canary', failed: expect.stringContaining('Failed') }]);
    expect(at(release, 'spec', 'healthCheckExprs')).toEqual(tried);
  });
});
