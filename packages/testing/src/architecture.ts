import { posix } from 'node:path';
import { circles } from './circles.ts';
import { type Row, TABLE } from './may-import.ts';
import { importsOf, type Source, withoutComments, withoutTexts } from './source.ts';

/** A package of ours as it is on the disk. */
export interface Package {
  /** From the root, e.g. `packages/engine`. */
  readonly folder: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  readonly files: readonly Source[];
}

/** What the rules need to know of the whole repository. */
export interface Repository {
  /** Packages that may serve tests of any package, though it does not declare them: the root does. */
  readonly forTests: readonly string[];
  /** The names of the folders in providers/. */
  readonly meshes: readonly string[];
}

/**
 * Every import and every dependency that goes against the table, and every rule of a folder that is broken, as
 * sentences.
 */
export function wrongs(packages: readonly Package[], repository: Repository): readonly string[] {
  return packages.flatMap((each) => {
    const row = TABLE[rowOf(each.folder)];
    if (row === undefined) {
      return [`${each.folder}: has no row in the table of packages/testing/src/may-import.ts`];
    }
    const sources = each.files.flatMap((source) => [
      ...wrongImports(source, each, repository),
      ...wrongDecisions(source, repository),
      ...impurities(source),
      ...machineReads(source),
      ...wrongPaths(source, each),
    ]);
    return [...wrongDependencies(each, row), ...sources, ...wrongCircles(each)];
  });
}

const rowOf = (folder: string): string => folder.replace(/^providers\/.*/, 'providers/*');

/** `@flagger/provider-istio` is `providers/istio`, `@flagger/api` is `packages/api`. */
function folderOf(name: string): string | undefined {
  const [, provider, own] = /^@flagger\/(?:provider-(.+)|(.+))$/.exec(name) ?? [];
  if (own === 'e2e') {
    return own;
  }
  return provider === undefined ? own && `packages/${own}` : `providers/${provider}`;
}

function wrongDependencies({ folder, dependencies }: Package, { ours, outside }: Row): readonly string[] {
  return dependencies.flatMap((name) => {
    const other = folderOf(name);
    if (other === undefined ? outside.includes(name) : ours.includes(rowOf(other))) {
      return [];
    }
    return [
      `${folder} -> ${other ?? name}: package.json declares it, allowed are ${[...ours, ...outside].join(', ') || 'none'}`,
    ];
  });
}

function wrongImports(
  source: Source,
  { folder, dependencies, devDependencies }: Package,
  { forTests }: Repository,
): readonly string[] {
  const declared = isTest(source) ? [...dependencies, ...devDependencies, ...forTests] : dependencies;
  return importsOf(source.text).flatMap((specifier) => {
    if (specifier.startsWith('.')) {
      return leaves(source, specifier, folder)
        ? [`${source.path} -> ${specifier}: goes into another package; import that by its name`]
        : [];
    }
    if (specifier.startsWith('node:')) {
      return [];
    }
    const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
    if (folderOf(name) !== undefined && name !== specifier) {
      return [`${source.path} -> ${specifier}: goes inside ${name}; import the package`];
    }
    return declared.includes(name)
      ? []
      : [`${source.path} -> ${name}: the package.json of ${folder} does not declare it`];
  });
}

/** Tests, what only they use, and the tools that write CRDs, roles and pages: none of it is in the program. */
const isTest = ({ path }: Source): boolean =>
  /\.(?:test|tools)\.ts$|^packages\/(?:testing|delivery)\/|\/src\/stories\/|^packages\/api\/src\/crd\/|^packages\/lint\/src\/pages\/|^packages\/operator\/src\/rbac\/write\.ts$|^packages\/cli\/src\/install\//.test(
    path,
  );

const leaves = ({ path }: Source, specifier: string, folder: string): boolean =>
  !posix.join(posix.dirname(path), specifier).startsWith(`${folder}/`);

/** Nobody can read a circle of files from the bottom up; types that two files need lie below both. */
const wrongCircles = ({ folder, files }: Package): readonly string[] =>
  circles(files).map((circle) => `${folder}: imports go in a circle through ${circle.join(', ')}`);

/** The files of the program that may read outside of their package; tests may, too. */
const READS_OUTSIDE = ['packages/sandbox/src/repository.ts'];

/**
 * A package holds what it reads: no path of the program leaves its folder, and nobody reads e2e and bench, which lie
 * above all packages and may look down into each.
 */
function wrongPaths(source: Source, { folder }: Package): readonly string[] {
  if (folder === 'e2e') {
    return [];
  }
  const { path, text } = source;
  const imported = importsOf(text);
  const mayLeave = isTest(source) || READS_OUTSIDE.includes(path);
  return pathsIn(text).flatMap((found) => {
    const isAbove = /^(?:e2e|bench)\//.test(found.startsWith('.') ? posix.join(posix.dirname(path), found) : found);
    if (isAbove) {
      return [`${path}: the path ${found} goes into a folder above the packages`];
    }
    const isOutside = found.startsWith('..') && !imported.includes(found) && leaves(source, `${found}/`, folder);
    return isOutside && !mayLeave ? [`${path}: the path ${found} leaves ${folder}`] : [];
  });
}

/** Texts such as `../../artifacts`, and those that begin with a folder above the packages. */
const pathsIn = (text: string): readonly string[] =>
  Array.from(
    withoutComments(text).matchAll(/(?<=['"`])(?:\.\.(?:\/[^'"`\s]*)?|(?:e2e|bench)\/[^'"`\s]*)(?=['"`])/g),
    ([found]) => found,
  );

/** Outside providers/ nothing may depend on which mesh it is: that would mean that the port is wrong. */
function wrongDecisions(source: Source, { meshes }: Repository): readonly string[] {
  // the sandbox plays meshes and clusters, where these words stand for other things too
  if (/^(?:providers|packages\/(?:sandbox|api-server))\//.test(source.path) || isTest(source)) {
    return [];
  }
  const name = `['"](?:${meshes.join('|')})(?::[^'"]*)?['"]`;
  const decision = new RegExp(
    `(?:[=!]==?\\s*|\\bcase\\s+|(?:startsWith|includes|endsWith)\\(\\s*)${name}|${name}\\s*[=!]==?`,
    'g',
  );
  return Array.from(
    withoutComments(source.text).matchAll(decision),
    ([found]) => `${source.path}: decides by the name of a mesh (${found}); ask its capabilities`,
  );
}

/** Who plays, runs or tests a cluster; the engine has a stricter rule. */
const KEEPS_TIME =
  /^(?:e2e|packages\/(?:engine|operator|sandbox|api-server|prometheus|simulation|simulated-cluster))\//;

/** The one file of the core, of the load tester and of the command line that asks the machine: whoever needs time is handed its port. */
const MACHINES = [
  'packages/kubernetes/src/client/machine.ts',
  'packages/loadtester/src/machine.ts',
  'packages/cli/src/machine.ts',
];

/** Time and chance are handed in, so that a test can say what they are. */
function machineReads(source: Source): readonly string[] {
  if (KEEPS_TIME.test(source.path) || MACHINES.includes(source.path) || isTest(source)) {
    return [];
  }
  const read =
    /\b(?:Date\.now|Math\.random|performance\.now|AbortSignal\.timeout|setTimeout|setInterval|setImmediate|random(?:UUID|Int|Bytes))\b|new Date\(\)/g;
  return Array.from(
    withoutTexts(withoutComments(source.text)).matchAll(read),
    ([found]) =>
      `${source.path}: uses ${found}, but time and chance are handed in: see Clock and Chance in packages/api`,
  );
}

/** The engine neither waits nor looks at a clock, at chance or at the machine. */
function impurities(source: Source): readonly string[] {
  if (!source.path.startsWith('packages/engine/') || isTest(source)) {
    return [];
  }
  const impure =
    /\b(?:async|await|Promise|setTimeout|setInterval|queueMicrotask|performance|fetch)\b|\b(?:Date\.now|Math\.random)\b|\bprocess\.|new Date\(\)/g;
  const used = Array.from(withoutTexts(withoutComments(source.text)).matchAll(impure), ([found]) => found);
  const builtIns = importsOf(source.text).filter((specifier) => specifier.startsWith('node:'));
  return [...used, ...builtIns].map((found) => `${source.path}: uses ${found}, but the engine is pure`);
}
