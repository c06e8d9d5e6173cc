import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { filesBelow, ROOT, textAt } from '../repository.ts';
import { anchorsOf, linksOf, PAGES, reachedFrom } from './pages.ts';

describe('the links', () => {
  it.each(PAGES)('of %s lead somewhere', (page) => {
    expect(linksOf(page).filter(({ path }) => !existsSync(`${ROOT}${path}`))).toEqual([]);
  });

  it.each(PAGES)('of %s lead to headings that there are', (page) => {
    const wrong = linksOf(page).filter(
      ({ path, anchor }) => anchor !== '' && path.endsWith('.md') && !anchorsOf(path).includes(anchor),
    );
    expect(wrong).toEqual([]);
  });

  it('are many', () => expect(PAGES.flatMap(linksOf).length).toBeGreaterThan(150));

  it('reach every page of docs from its index', () => {
    const reached = reachedFrom('docs/README.md');
    const pages = filesBelow('docs').filter((path) => path.endsWith('.md'));
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
    expect(pages.length).toBeGreaterThan(40);
  });

  it('go to every chart, overlay and example', () => {
    const named = PAGES.map(textAt).join('\n');
    const examples = filesBelow('artifacts/examples').filter((path) => path.endsWith('.yaml'));
    expect(examples.filter((path) => !named.includes(path) && !named.includes(path.replace(/.*\//, '')))).toEqual([]);
  });
});
