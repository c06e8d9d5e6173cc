import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'no-skips-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs jest with the reporter on one test file. */
function jestOn(name: string, text: string): Promise<{ readonly code: number; readonly out: string }> {
  writeFileSync(join(folder, `${name}.test.cjs`), text);
  const config = JSON.stringify({
    rootDir: folder,
    testMatch: [`**/${name}.test.cjs`],
    reporters: [join(ROOT, 'packages/testing/src/no-skips-reporter.mjs')],
  });
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(ROOT, 'node_modules/jest/bin/jest.js'), '--config', config],
      { cwd: folder },
      (error, out) => resolve({ code: error === null ? 0 : Number(error.code), out }),
    );
  });
}

describe('in CI', () => {
  it.each([
    ['passes', "it('runs', () => {});", 0, '1 passed, 0 failed\n'],
    [
      'a skip',
      "describe('this', () => { it('runs', () => {}); it.skip('rests', () => {}); });",
      1,
      'skipped, which fails in CI: this rests\n1 passed, 1 failed\n',
    ],
    ['a todo', "it.todo('comes'); it('runs', () => {});", 1, 'skipped, which fails in CI: comes\n1 passed, 1 failed\n'],
    [
      'a skipped group',
      "describe.skip('group', () => { it('rests', () => {}); });",
      1,
      'skipped, which fails in CI: group rests\n0 passed, 1 failed\n',
    ],
    ['a failure', "it('breaks', () => { throw new Error(); });", 1, '0 passed, 1 failed\n'],
    ['a broken file', 'throw new Error();', 1, '0 passed, 1 failed\n'],
  ])(
    '%s is counted as it should be',
    async (name, text, code, out) => {
      expect(await jestOn(name.replaceAll(' ', '-'), text)).toEqual({ code, out });
    },
    60_000,
  );
});
