import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { build } from 'esbuild';
import { definitions } from '../api/src/crd/definitions.ts';
import { ascii, onlyWhatIsUsed, poolsOnly } from '../../scripts/bundle.mjs';

/*
 * Makes dist/kubectl-flagger (or the file that is named), the program in one file: CommonJS, which starts a little
 * sooner and can become a single executable. What is behind a dynamic import is in the file as a text, and compiled
 * when a verb asks for it: else help would wait for V8 to look through 1.5 MiB. What needs no cluster is a text of its own.
 */

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
  write: false,
};

/** What needs no cluster: each is a text of its own, read without the code that speaks to one and without the others. */
const LOCAL = [
  'src/lint/lint.ts',
  'src/simulate/simulate.ts',
  'src/replay/replay.ts',
  'src/completion/complete.ts',
  'src/completion/scripts.ts',
];

const nameOf = (path) => relative(import.meta.dirname, path);

/** The modules behind a dynamic import, by their path. */
const later = new Set();
/** Puts in place of each what reads it when it is asked for. */
const keptForLater = {
  name: 'kept-for-later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\./ }, ({ kind, path, resolveDir }) =>
      kind === 'dynamic-import' ? { path: resolve(resolveDir, path), namespace: 'later' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'later' }, ({ path }) => {
      later.add(path);
      return { contents: `module.exports = keptForLater(${JSON.stringify(nameOf(path))});` };
    });
  },
};

/** The schema of the CRDs as it is: making it from zod takes longer than all that lint does with it. */
const bakedSchema = {
  name: 'baked-schema',
  setup({ onLoad }) {
    onLoad({ filter: /packages\/api\/src\/crd\/definitions\.ts$/ }, () => ({
      contents: `const made = ${JSON.stringify(definitions())}; export const definitions = () => made;`,
    }));
  },
};

/** Zod says in forty languages what is wrong; nobody is told but in English. */
const englishOnly = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /zod\/v4\/locales\/index\.c?js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
    }));
  },
};

/** PromQL is read where a manifest holds a query: its grammar and the tables of RE2 take longest of all that lint reads. */
const PROMQL = '@flagger/prometheus';
const promqlLater = {
  name: 'promql-later',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@flagger\/prometheus$/ }, () => ({ path: PROMQL, namespace: 'promql' }));
    onLoad({ filter: /.*/, namespace: 'promql' }, () => ({
      contents: ['lookAt', 'within']
        .map((name) => `export const ${name} = (...given) => keptForLater('${PROMQL}').${name}(...given);`)
        .join('\n'),
    }));
  },
};

const program = await build({ ...common, entryPoints: ['src/main.ts'], plugins: [keptForLater] });
const locals = [];
for (const name of LOCAL) {
  // simulate answers queries, and lint looks at them
  const promql = name.startsWith('src/simulate/') ? [] : [promqlLater];
  const plugins = [onlyWhatIsUsed, poolsOnly, keptForLater, bakedSchema, ...promql];
  locals.push([name, await kept([resolve(import.meta.dirname, name)], plugins)]);
}
locals.push([PROMQL, await kept([resolve(import.meta.dirname, '../prometheus/src/promql/look.ts')], [], PROMQL)]);
const rest = await kept(
  [...later].filter((path) => !LOCAL.includes(nameOf(path))),
  [onlyWhatIsUsed, poolsOnly, bakedSchema, promqlLater],
);

/** One text with several modules, by their names. */
async function kept(paths, plugins, name) {
  const entries = paths.map(
    (path) => `${JSON.stringify(name ?? nameOf(path))}: () => require(${JSON.stringify(path)})`,
  );
  const contents = `module.exports = { ${entries.join(', ')} };`;
  const built = await build({
    ...common,
    stdin: { contents, resolveDir: import.meta.dirname },
    plugins: [englishOnly, ...plugins],
  });
  return `const keptForLater = module.keptForLater;\n${textOf(built)}`;
}

function textOf({ outputFiles: [file] }) {
  return ascii(file.text);
}

const text = `#!/usr/bin/env node
const Module = require('node:module');
Module.enableCompileCache();
const read = new Map();
function keptForLater(path) {
  const local = Object.hasOwn(LOCAL, path);
  const name = local ? path.replaceAll('/', '.') : 'later';
  if (!read.has(name)) {
    const module = new Module(__filename);
    module.keptForLater = keptForLater;
    module._compile(local ? LOCAL[path] : KEPT, __filename + '.' + name + '.cjs');
    read.set(name, module.exports);
  }
  return read.get(name)[path]();
}
const KEPT = ${JSON.stringify(rest)};
const LOCAL = ${JSON.stringify(Object.fromEntries(locals))};
${textOf(program)}`;

const path = resolve(import.meta.dirname, process.argv[2] ?? 'dist/kubectl-flagger');
await mkdir(dirname(path), { recursive: true });
// a file without an extension is what the nearest package.json says
await writeFile(resolve(dirname(path), 'package.json'), '{ "type": "commonjs" }\n');
await writeFile(path, text);
await chmod(path, 0o755);

console.log(`${relative(import.meta.dirname, path)}: ${(text.length / 2 ** 20).toFixed(2)} MiB`);
