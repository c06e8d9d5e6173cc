import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as api from '@flagger/api';
import * as meshKit from '@flagger/mesh-kit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import * as testing from './index.ts';

const SCRIPT = fileURLToPath(new URL('../../../scripts/new-provider.mjs', import.meta.url));
const OURS: Readonly<Record<string, object>> = {
  '@flagger/mesh-kit': meshKit,
  '@flagger/api': api,
  '@flagger/testing': testing,
};

let parent = '';
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'flagger-new-provider-'));
});
afterEach(() => rmSync(parent, { recursive: true }));

const layOut = (...args: readonly string[]): { readonly code: number | null; readonly said: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args, parent], { encoding: 'utf8' });
  return { code: status, said: stdout + stderr };
};

/** Every file that was laid out, by its path. */
const files = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(parent, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.\w+$/.test(path))
      .map((path) => [path, readFileSync(join(parent, path), 'utf8')]),
  );

describe('npm run new-provider', () => {
  it('lays out a provider under the name it was given', () => {
    expect(layOut('toy-mesh')).toMatchObject({ code: 0, said: expect.stringContaining('docs/extending.md') });
    expect([...files().keys()]).toEqual(
      expect.arrayContaining(['index', 'router', 'router.contract.test'].map((file) => `toy-mesh/src/${file}.ts`)),
    );
    expect(files().get('toy-mesh/src/index.ts')).toContain('export const toyMesh: MeshProvider');
    expect(files().get('toy-mesh/src/router.ts')).toContain('class ToyMeshRouter implements MeshRouter');
    expect(JSON.parse(files().get('toy-mesh/package.json') ?? '')).toMatchObject({
      name: '@flagger/provider-toy-mesh',
      dependencies: { '@flagger/api': expect.any(String) },
    });
    expect([...files().values()].filter((text) => /\{\{(name|camel|pascal)\}\}/.test(text))).toEqual([]);
  });

  it('uses only what our packages have', () => {
    layOut('toy');
    const values = [...files().values()].flatMap((text) =>
      [...text.matchAll(/^import \{([^}]*)\} from '(@flagger\/[\w-]+)';/gm)].flatMap(([, names = '', from = '']) =>
        names
          .split(',')
          .map((each) => each.trim())
          .filter((each) => each && !each.startsWith('type '))
          .map((name) => ({ name, from })),
      ),
    );
    expect(values.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['changeObject', 'ownedMetadata', 'meshRouterContract']),
    );
    expect(values.filter(({ name, from }) => !(name in (OURS[from] ?? {})))).toEqual([]);
  });

  it('leaves steps to be taken, from 1 on without a gap', () => {
    layOut('toy');
    const steps = [...files().values()].flatMap((text) =>
      [...text.matchAll(/(?:next\(\s*|'Step )(\d)/g)].map(([, step]) => Number(step)),
    );
    expect([...new Set(steps)].sort()).toEqual(Array.from(new Set(steps), (_, at) => at + 1));
    expect(Math.max(...steps)).toBeGreaterThan(5);
  });

  it.each(['', 'Toy', '../toy', 'toy mesh', '1toy'])(
    'refuses a name that no mesh can have, and says what is allowed: "%s"',
    (name) => {
      expect(layOut(name)).toMatchObject({
        code: 2,
        said: expect.stringContaining('allowed is the name of a mesh in lower case'),
      });
      expect(existsSync(join(parent, name, 'src'))).toBe(false);
    },
  );

  it('refuses a name that is taken', () => {
    layOut('toy');
    expect(layOut('toy')).toMatchObject({
      code: 2,
      said: expect.stringContaining('found toy, allowed is a name that is not in providers/ yet'),
    });
  });
});
