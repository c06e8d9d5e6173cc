import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/*
 * Makes dist/loadtester.mjs (or the file that is named), the program in one file. As in packages/operator, of
 * client-node only KubeConfig is taken, without its models, proxies and other ways to log in, and the file is ASCII.
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
    onResolve({ filter: UNUSED }, ({ importer, path }) =>
      importer.includes('client-node') ? { path, namespace: 'left-out' } : undefined,
    );
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('zod') ? { path: 'locales', namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: LEFT_OUT }));
  },
};

const UNUSED = /^(hpagent|socks|socks-proxy-agent|\.\/(azure_auth|gcp_auth|oidc_auth|exec_auth)\.js)$/;

// an agent is made for each proxy, and used by nobody
const LEFT_OUT = `
  const leftOut = () => { throw new Error('the client of client-node is not in this program'); };
  class Unused { isAuthProvider() { return false; } }
  export { leftOut as createConfiguration, leftOut as ServerConfiguration };
  export { Unused as AzureAuth, Unused as GoogleCloudPlatformAuth, Unused as OpenIDConnectAuth, Unused as ExecAuth };
  export { Unused as SocksProxyAgent, Unused as SocksClient, Unused as HttpProxyAgent, Unused as HttpsProxyAgent };`;

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
  outfile: process.argv[2] ?? 'dist/loadtester.mjs',
  logLevel: 'warning',
  plugins: [kubeConfigOnly],
  write: false,
});

await mkdir(dirname(program.path), { recursive: true });
await writeFile(
  program.path,
  program.text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
);

console.log(`${relative(import.meta.dirname, program.path)}: ${(program.contents.length / 2 ** 20).toFixed(2)} MiB`);
