import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { type Package, wrongs } from './architecture.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifest = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8')) as Manifest;

function packagesOnDisk(): readonly Package[] {
  const folders = ['packages', 'providers'].flatMap((parent) =>
    readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`),
  );
  return [...folders, 'e2e'].filter((folder) => existsSync(join(ROOT, folder, 'package.json'))).map(packageIn);
}

function packageIn(folder: string): Package {
  const { dependencies = {}, devDependencies = {} } = manifest(folder);
  const inside = existsSync(join(ROOT, folder, 'src'))
    ? readdirSync(join(ROOT, folder, 'src'), { recursive: true, encoding: 'utf8' })
    : [];
  const paths = inside
    .filter((path) => path.endsWith('.ts'))
    .map((path) => `${folder}/src/${path.replaceAll('\\', '/')}`);
  const files = paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  return { folder, dependencies: Object.keys(dependencies), devDependencies: Object.keys(devDependencies), files };
}

/** Only tests import testing and the tools of the root. */
const REPOSITORY = {
  forTests: ['@flagger/testing', ...Object.keys(manifest('.').devDependencies ?? {})],
  meshes: readdirSync(join(ROOT, 'providers')).filter((name) =>
    existsSync(join(ROOT, 'providers', name, 'package.json')),
  ),
};

describe('the architecture', () => {
  it('is kept by every package.json and every source file', () => {
    expect(wrongs(packagesOnDisk(), REPOSITORY)).toEqual([]);
  });

  it('is looked at where the sources are', () => {
    const packages = packagesOnDisk();
    expect(packages.map(({ folder }) => folder)).toEqual(
      expect.arrayContaining(['packages/api', 'packages/engine', 'packages/operator', 'providers/istio', 'e2e']),
    );
    expect(REPOSITORY.meshes).toEqual(expect.arrayContaining(['appmesh', 'istio', 'kubernetes', 'smi']));
    expect(packages.find(({ folder }) => folder === 'packages/engine')?.files.map(({ path }) => path)).toContain(
      'packages/engine/src/decide.ts',
    );
  });
});

describe('the check of the architecture finds', () => {
  const wrong = (
    folder: string,
    text: string,
    { dependencies = [], file = 'any.ts' }: { dependencies?: readonly string[]; file?: string } = {},
  ) =>
    wrongs([{ folder, dependencies, devDependencies: [], files: [{ path: `${folder}/src/${file}`, text }] }], {
      ...REPOSITORY,
      meshes: ['istio', 'smi', 'kubernetes', 'toy-mesh'],
    });

  it.each<{ what: string; folder: string; dependencies: readonly string[]; says: string }>([
    {
      what: 'an arrow in package.json that is not in the table',
      folder: 'packages/engine',
      dependencies: ['@flagger/kubernetes'],
      says: 'packages/engine -> packages/kubernetes: package.json declares it, allowed are packages/api',
    },
    {
      what: 'a package from outside that is not in the table',
      folder: 'packages/controller',
      dependencies: ['axios'],
      says: 'packages/controller -> axios: package.json declares it, allowed are packages/api, packages/engine',
    },
    {
      what: 'a provider that uses another',
      folder: 'providers/smi',
      dependencies: ['@flagger/provider-istio'],
      says: 'providers/smi -> providers/istio: package.json declares it, allowed are packages/api, packages/mesh-kit',
    },
    {
      what: 'a package without a row',
      folder: 'packages/surprise',
      dependencies: [],
      says: 'packages/surprise: has no row in the table of packages/testing/src/may-import.ts',
    },
  ])('$what', ({ folder, dependencies, says }) => {
    expect(wrong(folder, '', { dependencies })).toEqual([says]);
  });

  it.each([
    [
      "import { a } from 'axios';",
      'packages/engine/src/any.ts -> axios: the package.json of packages/engine does not declare it',
    ],
    [
      "import type {\n  A,\n  B,\n} from '@flagger/controller';",
      'packages/engine/src/any.ts -> @flagger/controller: the package.json of packages/engine does not declare it',
    ],
    [
      "export * from '@flagger/kubernetes';",
      'packages/engine/src/any.ts -> @flagger/kubernetes: the package.json of packages/engine does not declare it',
    ],
    [
      "import 'reflect-metadata';",
      'packages/engine/src/any.ts -> reflect-metadata: the package.json of packages/engine does not declare it',
    ],
    [
      ['const x = () => import', "('axios');"].join(''),
      'packages/engine/src/any.ts -> axios: the package.json of packages/engine does not declare it',
    ],
    [
      "import { it } from '@jest/globals';",
      'packages/engine/src/any.ts -> @jest/globals: the package.json of packages/engine does not declare it',
    ],
    [
      "import { a } from '@flagger/api/src/canary.ts';",
      'packages/engine/src/any.ts -> @flagger/api/src/canary.ts: goes inside @flagger/api; import the package',
    ],
    [
      "import { a } from '../../api/src/canary.ts';",
      'packages/engine/src/any.ts -> ../../api/src/canary.ts: goes into another package; import that by its name',
    ],
  ])('the import %j', (text, expected) => {
    expect(wrong('packages/engine', text)).toEqual([expected]);
  });

  it.each([
    "if (provider === 'istio') return;",
    'x = name !== "smi:v1alpha1"',
    "case 'kubernetes':",
    "name.startsWith('smi')",
    "'toy-mesh' === name",
  ])('the decision by mesh %j, but not in a provider or a test', (text) => {
    expect(wrong('packages/controller', text)).toEqual([
      expect.stringMatching(/^packages\/controller\/src\/any\.ts: decides by the name of a mesh/),
    ]);
    expect(wrong('providers/istio', text)).toEqual([]);
    expect(wrong('packages/controller', text, { file: 'any.test.ts' })).toEqual([]);
  });

  it.each([
    'async () => 1',
    'Date.now()',
    'Math.random()',
    'new Date()',
    'process.env',
    'Promise.all([])',
    "import { readFileSync } from 'node:fs';",
  ])('the impurity %j in the engine only', (text) => {
    expect(wrong('packages/engine', text)).toEqual([
      expect.stringMatching(/^packages\/engine\/src\/any\.ts: uses .*, but the engine is pure$/),
    ]);
    expect(wrong('packages/operator', text)).toEqual([]);
  });

  it.each(['Date.now()', 'new Date()', 'Math.random()', 'setTimeout(f, 1)', 'AbortSignal.timeout(5)', 'randomUUID()'])(
    'time or chance of the machine, %j, but not in the program, in what is played, in tests and in the one file',
    (text) => {
      for (const folder of ['packages/controller', 'packages/kubernetes', 'providers/istio']) {
        expect(wrong(folder, text)).toEqual([
          expect.stringContaining(`${folder}/src/any.ts: uses ${text.slice(0, 6)}`),
        ]);
      }
      for (const folder of ['packages/operator', 'packages/sandbox', 'e2e']) {
        expect(wrong(folder, text)).toEqual([]);
      }
      expect(wrong('packages/kubernetes', text, { file: 'any.test.ts' })).toEqual([]);
      expect(wrong('packages/kubernetes', text, { file: 'client/machine.ts' })).toEqual([]);
    },
  );

  it.each([
    [
      "readFileSync(new URL('../../../artifacts/flagger/crd.yaml', import.meta.url))",
      '../../../artifacts/flagger/crd.yaml',
    ],
    ["const ROOT = resolve(import.meta.dirname, '../../..');", '../../..'],
    ["resolve(import.meta.dirname, '../..')", '../..'],
    ['new URL(`../../${name}/package.json`, import.meta.url)', '../../${name}/package.json'],
  ])('the path that leaves its package in %j, but not in a test, in e2e or in the one file', (text, path) => {
    expect(wrong('packages/sandbox', text)).toEqual([
      `packages/sandbox/src/any.ts: the path ${path} leaves packages/sandbox`,
    ]);
    expect(wrong('packages/sandbox', text, { file: 'any.test.ts' })).toEqual([]);
    expect(wrong('packages/sandbox', text, { file: 'repository.ts' })).toEqual([]);
    expect(wrong('e2e', text)).toEqual([]);
  });

  // put together here, so that this file itself holds no such path
  const [e2e, bench] = ['e2e', 'bench'];
  it.each([
    [`new URL('../../../${e2e}/explained.yaml', import.meta.url)`, `../../../${e2e}/explained.yaml`],
    [`join(ROOT, '${e2e}/cluster/crds')`, `${e2e}/cluster/crds`],
    [`join(ROOT, '${bench}/results')`, `${bench}/results`],
  ])('the path into a folder above in %j, also in a test', (text, path) => {
    const says = `the path ${path} goes into a folder above the packages`;
    for (const file of ['any.ts', 'any.test.ts', 'repository.ts']) {
      expect(wrong('packages/sandbox', text, { file })).toEqual([`packages/sandbox/src/${file}: ${says}`]);
    }
    expect(wrong('e2e', text)).toEqual([]);
  });

  it('a circle of imports, of types too, once', () => {
    const files = [
      ['a.ts', "import { b } from './in/b.ts';\nimport './d.ts';"],
      ['in/b.ts', "import type { C } from '../c.ts';"],
      ['c.ts', "import '@flagger/api';\nexport { a } from './a.ts';"],
      ['d.ts', "import './e.ts';"],
      ['e.ts', 'const more = () => import' + "('./d.ts');"],
      ['f.ts', "import './a.ts';"],
    ].map(([path = '', text = '']) => ({ path: `packages/engine/src/${path}`, text }));
    expect(
      wrongs([{ folder: 'packages/engine', dependencies: ['@flagger/api'], devDependencies: [], files }], REPOSITORY),
    ).toEqual([
      'packages/engine: imports go in a circle through packages/engine/src/a.ts, packages/engine/src/c.ts, packages/engine/src/in/b.ts',
      'packages/engine: imports go in a circle through packages/engine/src/d.ts, packages/engine/src/e.ts',
    ]);
  });

  it('nothing wrong in what is allowed', () => {
    const text =
      "// import { a } from 'axios'; await Date.now()\nimport { b } from '@flagger/api';\nimport { c } from './phases/c.ts';\nconst there = new URL('../crds/', import.meta.url);\nconst d = new Date(now); say('await the Promise of istio');\n";
    expect(wrong('packages/engine', text, { dependencies: ['@flagger/api'] })).toEqual([]);
    expect(
      wrong(
        'packages/engine',
        "import { it } from '@jest/globals';\nimport { aCanary } from '@flagger/testing';\nimport { decide } from './decide.ts';",
        { file: 'decide.test.ts' },
      ),
    ).toEqual([]);
  });
});
