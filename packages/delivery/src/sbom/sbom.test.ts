import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { at, listAt, ROOT } from '../repository.ts';
import { type Component, componentsIn } from './components.ts';
import { cycloneDx, thirdParty } from './documents.ts';

/** What may be handed on in a program under Apache-2.0 with no more than its text. */
const PERMITTED = ['MIT', 'Apache-2.0', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD'];
const PROGRAM = { name: 'flagger', version: '0.1.0' };

describe.each([
  ['operator', ['undici', 'winston', 'prom-client', '@kubernetes/client-node']],
  ['loadtester', ['undici', 're2js']],
  ['cli', ['undici', 'commander', 'yaml', 're2js']],
])('what the bundle of packages/%s is made of', (folder, some) => {
  const built = mkdtempSync(join(tmpdir(), 'flagger-sbom-'));
  let components: readonly Component[] = [];

  beforeAll(() => {
    const bundle = join(built, 'bundle.mjs');
    execFileSync(process.execPath, [`${ROOT}packages/${folder}/build.mjs`, bundle]);
    components = componentsIn(JSON.parse(readFileSync(`${bundle}.meta.json`, 'utf8')), `${ROOT}packages/${folder}`);
  });
  afterAll(() => rmSync(built, { recursive: true, force: true }));

  it('is what it holds, and not what only builds or tests it', () => {
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(some));
    expect(names.filter((name) => /^(esbuild|jest|typescript|@flagger\/.*)$/.test(name))).toEqual([]);
    expect(new Set(components.map(({ name, version }) => `${name}@${version}`)).size).toBe(components.length);
  });

  it('may be handed on', () => {
    expect(components.filter(({ licence }) => !PERMITTED.includes(licence))).toEqual([]);
  });

  it('is told in the words of CycloneDX, each package once and as something the program depends on', () => {
    const document = cycloneDx(PROGRAM, components);
    const refs = listAt(document, 'components').map((each) => at(each, 'bom-ref'));
    expect(refs).toHaveLength(components.length);
    expect(at(document, 'dependencies', 0, 'dependsOn')).toEqual(refs);
    expect(refs).toContain(`pkg:npm/undici@${components.find(({ name }) => name === 'undici')?.version ?? ''}`);
  });

  it('is handed on with the text of every licence', () => {
    const text = thirdParty(PROGRAM, components);
    expect(components.filter(({ texts }) => !texts.every((each) => text.includes(each)))).toEqual([]);
    expect(components.filter(({ texts }) => texts.length === 0).map(({ name }) => name)).toEqual([]);
  });
});
