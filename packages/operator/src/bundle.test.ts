import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const folder = mkdtempSync(join(tmpdir(), 'flagger-bundle-'));
const bundle = join(folder, 'flagger.mjs');
const build = new URL('../build.mjs', import.meta.url).pathname;

beforeAll(() => {
  execFileSync(process.execPath, [build, bundle]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the program in one file', () => {
  it('runs', () => {
    expect(execFileSync(process.execPath, [bundle, '-version'], { encoding: 'utf8' })).toContain('Flagger version');
  });

  it('holds nothing that a pod never uses: other ways to log in, SOCKS, JSONPath', () => {
    const modules = Array.from(
      readFileSync(bundle, 'utf8').matchAll(/^\/\/ .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm),
      ([, name = '']) => name,
    );
    expect(modules).toEqual(expect.arrayContaining(['undici', '@kubernetes/client-node']));
    const unwanted = [
      'openid-client',
      'oauth4webapi',
      'jose',
      'jsonpath-plus',
      'socks',
      'socks-proxy-agent',
      'hpagent',
    ];
    expect(unwanted.filter((name) => modules.includes(name))).toEqual([]);
  });
});
