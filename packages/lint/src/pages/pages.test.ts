import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { pages } from './pages.ts';

const folder = new URL('../../../../docs/lint/', import.meta.url);

it('docs/lint is what the rules say: npm run pages', () => {
  const written = Object.fromEntries(
    readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
  );
  expect(written).toEqual(pages());
});
