import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Made by tools, and in no repository. */
const MADE = ['node_modules', 'dist', 'coverage'];

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !MADE.includes(entry.name))
    .map(({ name }) => name);

/** Every folder that a newcomer meets: packages one by one, meshes as one, and what is at the top. */
function foldersOnDisk(): readonly string[] {
  const packages = foldersIn('packages').filter((name) => existsSync(join(ROOT, 'packages', name, 'package.json')));
  const top = foldersIn('.').filter((name) => name !== 'packages' && name !== 'providers');
  return [...packages.map((name) => `packages/${name}`), 'providers/<mesh>', ...top].sort();
}

/** The folders in the first column of the table under "Layout". */
function foldersInReadme(): readonly string[] {
  const [, layout = ''] = /^## Layout$([^]*)/m.exec(readFileSync(join(ROOT, 'README.md'), 'utf8')) ?? [];
  const cells = Array.from(layout.matchAll(/^\| (`[^|]*) \|/gm), ([, cell = '']) => cell);
  return cells.flatMap((cell) => Array.from(cell.matchAll(/`([^`]+)`/g), ([, folder = '']) => folder)).sort();
}

describe('the table of folders in README.md', () => {
  it('has every folder there is, and no other', () => {
    expect(foldersInReadme()).toEqual(foldersOnDisk());
  });
});
