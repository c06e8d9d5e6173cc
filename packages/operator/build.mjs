import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { build } from 'esbuild';
import { ascii, onlyWhatIsUsed, poolsOnly } from '../../scripts/bundle.mjs';

/* Makes dist/flagger.mjs (or the file that is named), the program in one file. */

const {
  outputFiles: [program],
  metafile,
} = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  outfile: process.argv[2] ?? 'dist/flagger.mjs',
  logLevel: 'warning',
  plugins: [onlyWhatIsUsed, poolsOnly],
  write: false,
  metafile: true,
});

await mkdir(dirname(program.path), { recursive: true });
await writeFile(program.path, ascii(program.text));
// what it is made of: `npm run sbom` reads it
await writeFile(`${program.path}.meta.json`, JSON.stringify(metafile));

console.log(`${relative(import.meta.dirname, program.path)}: ${(program.contents.length / 2 ** 20).toFixed(2)} MiB`);
