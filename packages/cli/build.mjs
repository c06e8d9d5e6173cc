import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { build } from 'esbuild';
import { ascii, onlyWhatIsUsed, poolsOnly } from '../../scripts/bundle.mjs';
import * as plugin from './build/plugins.mjs';

/*
 * Makes dist/kubectl-flagger (or the file that is named), the program in one file: CommonJS, which starts a little
 * sooner and can become a single executable. What is behind a dynamic import is in the file as a compressed text, in a
 * function of its own that V8 does not look into, and is compiled when a verb asks for it: else help would wait for
 * 7 MiB. What needs no cluster is a text of its own.
 */

const PACKED = {
  [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
  // the most takes ten times as long, for a tenth less
  [constants.BROTLI_PARAM_QUALITY]: 9,
};

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  logOverride: { 'empty-import-meta': 'silent' },
  write: false,
  metafile: true,
};

/** What needs no cluster: each is a text of its own, read without the code that speaks to one and without the others. */
const LOCAL = [
  ['src/lint/lint.ts'],
  ['src/simulate/simulate.ts', 'src/replay/replay.ts'],
  ['src/completion/complete.ts', 'src/completion/scripts.ts'],
];
/** These are in the file as they are: unpacking would take a tenth of the time that they may take. */
const OFTEN = ['src/main.ts', 'src/lint/lint.ts'];

/** The modules behind a dynamic import, by their path. */
const later = new Set();
const laterPlugin = plugin.keptForLater(later);

const parts = [[['src/main.ts'], [laterPlugin]]];
for (const names of LOCAL) {
  // simulate answers queries, and lint looks at them
  const promql = names.includes('src/simulate/simulate.ts') ? [] : [plugin.promqlLater];
  parts.push([names, [onlyWhatIsUsed, poolsOnly, laterPlugin, plugin.bakedSchema, ...promql]]);
}
parts.push([[plugin.PROMQL], []]);

const texts = [];
/** What each text is made of, in the form of esbuild's metafile. */
const made = { outputs: {} };
for (const [names, plugins] of parts) {
  texts.push(await kept(names, plugins));
}
const others = [...later]
  .map(plugin.nameOf)
  .filter((name) => !LOCAL.flat().includes(name))
  .sort();
texts.push(await kept(others, [onlyWhatIsUsed, poolsOnly, plugin.bakedSchema, plugin.promqlLater]));
const places = [...parts.map(([names]) => names), others].flatMap((names, at) => names.map((name) => [name, at]));

/** A function that has several modules, by their names, as a comment: V8 passes over it. */
async function kept(names, plugins) {
  const modules = names.map((name) => `export * as ${JSON.stringify(name)} from ${JSON.stringify(`./${name}`)};`);
  const built = await build({
    ...common,
    stdin: { contents: modules.join('\n'), resolveDir: import.meta.dirname },
    plugins: [plugin.zodThatReads, plugin.yamlAsModules, plugin.seldomUsed, ...plugins],
  });
  Object.assign(made.outputs, { [names.join(' ')]: Object.values(built.metafile.outputs)[0] });
  const text = `const keptForLater = module.keptForLater;\n${ascii(built.outputFiles[0].text)}`;
  return names.some((name) => OFTEN.includes(name))
    ? `() => {/*${text.replaceAll('*/', '*\x01/')}*/}`
    : `() => {/*!${brotliCompressSync(text, { params: PACKED }).toString('base64')}*/}`;
}

const text = `#!/usr/bin/env node
const Module = require('node:module');
if (Number.parseInt(process.versions.node) < 24) {
  console.error('error: kubectl flagger needs Node 24 or later, this is ' + process.version);
  process.exit(1);
}
Module.enableCompileCache();
const read = new Map();
function keptForLater(name) {
  const at = PLACES[name];
  if (!read.has(at)) {
    const module = new Module(__filename);
    module.keptForLater = keptForLater;
    module._compile(unpacked(String(TEXTS[at]).slice(8, -3)), __filename + '.' + at + '.cjs');
    read.set(at, module.exports);
  }
  return read.get(at)[name];
}
function unpacked(kept) {
  return kept.startsWith('*!')
    ? require('node:zlib').brotliDecompressSync(Buffer.from(kept.slice(2), 'base64')).latin1Slice()
    : kept.slice(1).replaceAll('*\\x01/', '*/');
}
const PLACES = ${JSON.stringify(Object.fromEntries(places))};
const TEXTS = [
${texts.join(',\n')}
];
keptForLater('src/main.ts');
`;

const path = resolve(import.meta.dirname, process.argv[2] ?? 'dist/kubectl-flagger');
await mkdir(dirname(path), { recursive: true });
// a file without an extension is what the nearest package.json says
await writeFile(resolve(dirname(path), 'package.json'), '{ "type": "commonjs" }\n');
await writeFile(path, text);
await chmod(path, 0o755);
// `npm run sbom` reads it
await writeFile(`${path}.meta.json`, JSON.stringify(made));

console.log(`${relative(import.meta.dirname, path)}: ${(text.length / 2 ** 20).toFixed(2)} MiB`);
