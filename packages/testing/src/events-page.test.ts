import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const root = new URL('../../../', import.meta.url);
const textAt = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The texts of the page: what stands in backquotes at the beginning of an item. */
const TEXTS = [...textAt('docs/events.md').matchAll(/^- ((?:`[^`]+`(?:, )?)+)/gm)].flatMap(([, texts = '']) =>
  [...texts.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text),
);

const SOURCES = globSync('{packages/engine,packages/kubernetes}/src/**/*.ts', { cwd: root.pathname })
  .filter((path) => !/test|stories/.test(path))
  .map(textAt)
  .join('\n');

describe('docs/events.md', () => {
  it.each(TEXTS)('says nothing that no event says: %s', (text) => {
    const parts = text
      .split(/<[^>]*>| < | > | advancement /)
      .map((part) => part.replace(/^.*not ready: waiting for rollout to finish: /, ''));
    const literal = parts.map((part) => part.replace(/^[%:/ ]+|[%:/ ]+$/g, '')).filter(({ length }) => length > 7);
    expect(literal.filter((part) => !SOURCES.includes(part))).toEqual([]);
  });

  it('begins with the two that people ask about', () => {
    expect(TEXTS.length).toBeGreaterThan(25);
    expect(TEXTS[0]).toContain('observed deployment generation less than desired generation');
    expect(TEXTS[1]).toContain('no values found');
  });
});
