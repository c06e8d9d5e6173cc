import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calledTexts, allTexts, pattern, type Text } from './event-texts.ts';

const root = new URL('../../../', import.meta.url);
const textAt = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const filesAt = (glob: string): readonly string[] => globSync(glob, { cwd: root.pathname });

/** The texts of the page: what stands in backquotes at the beginning of an item. */
const TEXTS = [...textAt('docs/events.md').matchAll(/^- ((?:`[^`]+`(?:, )?)+)/gm)].flatMap(([, texts = '']) =>
  [...texts.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
);
const PATTERNS = TEXTS.map((text) => pattern(text.split(/<[^<>]*>/), '.+'));

const OURS = filesAt('{packages/{api,engine,kubernetes,controller},providers/*}/src/**/*.ts').filter(
  (path) => !/\.test\.|stories/.test(path),
);
const SOURCES = OURS.map(textAt).join('\n');

/** Where every sentence is one of an event, or a part of one. */
const TELLING = /engine\/src\/(judge.*|advice|comparison\/cautions|contest|moved|not-ready|restore)\.ts$/;

/** What an event has of others, and what the clusters of the stories say. */
const OF_OTHERS: readonly string[] = [
  'HorizontalPodAutoscaler podinfo.test not found',
  'VirtualService podinfo-api.test: hosts are taken',
];

/** Parts of a text that the page has as a whole. */
const PARTS: readonly string[] = [' is gone and'];

const said = (file: string): readonly Text[] =>
  TELLING.test(file) ? allTexts(textAt(file)) : calledTexts(textAt(file));

describe('docs/events.md', () => {
  it.each(TEXTS)('says nothing that no event says: %s', (text) => {
    const parts = text
      .split(/<[^<>]*>| < | > | advancement | is gone and | is not supported |: (?=nobody was reached|pod )/)
      .map((part) => part.replace(/^.*not ready: waiting for rollout to finish: /, ''));
    const literal = parts
      .map((part) => part.replace(/^[%:/;,() ]+|[%:/;,( ]+$/g, ''))
      .filter(({ length }) => length > 7);
    expect(literal.filter((part) => !SOURCES.includes(part))).toEqual([]);
  });

  it.each(OURS.filter((path) => path.includes('engine/src')))('has each text that %s says', (file) => {
    const missing = said(file).filter(
      ({ parts }) => !PARTS.includes(parts.join('')) && !TEXTS.some((text) => pattern(parts, '.*').test(text)),
    );
    expect(missing.map(({ parts }) => parts.join('<…>'))).toEqual([]);
  });

  it('has each event that a story of the engine tells', () => {
    const told = filesAt('packages/engine/src/stories/**/*.txt').flatMap((path) =>
      [...textAt(path).matchAll(/^ *[\d.]+ {3}(?:warn|event) +(.*)$/gm)].map(([, message = '']) => message),
    );
    const missing = [...new Set(told)].filter(
      (message) => !OF_OTHERS.includes(message) && !PATTERNS.some((each) => each.test(message)),
    );
    expect(told.length).toBeGreaterThan(1000);
    expect(missing).toEqual([]);
  });

  it('explains each text, and none stands for every other', () => {
    const items = textAt('docs/events.md').match(/^- `.*$/gm) ?? [];
    const isBare = (item: string): boolean => item.replaceAll(/`[^`]*`|[-, ]/g, '') === '';
    expect(items.filter(isBare).filter((item) => !item.includes('no values found') && !item.includes('<who>'))).toEqual(
      [],
    );
    expect(TEXTS.filter((text) => text.replaceAll(/<[^<>]*>/g, '').replaceAll(/[^a-z]/gi, '').length < 7)).toEqual([
      '<verb> (<id>): <what is done>',
    ]);
  });

  it('begins with the two that people ask about', () => {
    expect(TEXTS.length).toBeGreaterThan(75);
    expect(TEXTS[0]).toContain('observed deployment generation less than desired generation');
    expect(TEXTS[1]).toContain('no values found');
  });
});

describe('a text of an event', () => {
  it('is found in the code that tells it, and matches the page by what is fixed in it', () => {
    const source =
      "warn(observed, `Halt ${nameOf(canary)} because ${why(['a b'])}`, soon); note({ message: 'not this one' });";
    expect(calledTexts(source)).toEqual([{ parts: ['Halt ', ' because ', ''] }]);
    expect(pattern(['Halt ', ' because ', ''], '.+').test('Halt <canary> because <why>')).toBe(true);
    expect(pattern(['Halt ', ' because ', ''], '.+').test('Halt <canary>')).toBe(false);
  });
});
