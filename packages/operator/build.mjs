import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Makes dist/flagger.mjs, the program in one file. Two things keep some 15 MiB out of its memory:
 * - Of client-node only KubeConfig is taken. The models of every Kubernetes API, which it would bring along, are for
 *   its own client, which we do not use.
 * - The file is ASCII: one letter beyond Latin-1, even in a comment, makes V8 keep its whole text in two bytes a
 *   letter.
 */

const kubeConfigOnly = {
  name: 'kube-config-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@kubernetes\/client-node$/ }, () => ({
      path: fileURLToPath(new URL('config.js', import.meta.resolve('@kubernetes/client-node'))),
    }));
    onResolve({ filter: /^\.\/gen\/index\.js$/ }, ({ importer }) =>
      importer.includes('client-node') ? { path: 'models', namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: LEFT_OUT }));
  },
};

const LEFT_OUT = `
  const leftOut = () => { throw new Error('the client of client-node is not in this program'); };
  export { leftOut as createConfiguration, leftOut as ServerConfiguration };`;

const {
  outputFiles: [program],
} = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ['src/main.ts'],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  minifySyntax: true,
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  outfile: 'dist/flagger.mjs',
  logLevel: 'warning',
  plugins: [kubeConfigOnly],
  write: false,
});

await mkdir(dirname(program.path), { recursive: true });
await writeFile(
  program.path,
  program.text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
);
