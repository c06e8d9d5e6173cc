import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * What keeps some 20 MiB out of the memory of a program in one file:
 * - Of client-node only KubeConfig is taken. The models of every Kubernetes API, which it would bring along, are for
 *   its own client, which we do not use; nor do we use its proxies and its ways to log in but the one by a file:
 *   packages/kubernetes refuses those, or has its own.
 * - Of undici the pool and the agents are taken, not its fetch, caches, web sockets and mocks. Of axios there is one
 *   copy, for those who import it and for those who require it; nobody uploads a file by it, so it needs no list of
 *   the world's file types.
 * - The file is ASCII: one letter beyond Latin-1, even in a comment, makes V8 keep its whole text in two bytes a
 *   letter.
 */

/** A plugin of esbuild. */
export const onlyWhatIsUsed = {
  name: 'only-what-is-used',
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
    // zod's messages in fifty languages: we write our own
    onResolve({ filter: /\/locales\/index\.js$/ }, ({ importer }) =>
      importer.includes('zod') ? { path: 'locales', namespace: 'left-out' } : undefined,
    );
    onResolve({ filter: /^axios$/ }, () => ({ path: fileURLToPath(import.meta.resolve('axios')) }));
    onResolve({ filter: /^mime-db$/ }, () => ({ path: 'mime-db', namespace: 'part' }));
    onLoad({ filter: /^mime-db$/, namespace: 'part' }, () => ({ contents: 'module.exports = {};' }));
    onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: LEFT_OUT }));
  },
};

/** A plugin of esbuild for programs that ask by undici's pool, and not by its `request` or `fetch`. */
export const poolsOnly = {
  name: 'pools-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^undici$/ }, () => ({ path: 'undici', namespace: 'pools' }));
    onLoad({ filter: /^undici$/, namespace: 'pools' }, () => ({ contents: UNDICI, resolveDir: dirname(UNDICI_INDEX) }));
  },
};

const UNUSED = /^(hpagent|socks|socks-proxy-agent|\.\/(azure_auth|gcp_auth|oidc_auth|exec_auth)\.js)$/;

const UNDICI_INDEX = createRequire(import.meta.url).resolve('undici');

// as its index.js does it; whoever imports more of it is told by esbuild
const UNDICI = `
  import api from './lib/api/index.js';
  import Agent from './lib/dispatcher/agent.js';
  import Dispatcher from './lib/dispatcher/dispatcher.js';
  import Pool from './lib/dispatcher/pool.js';
  import ProxyAgent from './lib/dispatcher/proxy-agent.js';
  import errors from './lib/core/errors.js';
  Object.assign(Dispatcher.prototype, api);
  export { Agent, Dispatcher, Pool, ProxyAgent, errors };`;

// an agent is made for each proxy, and used by nobody
const LEFT_OUT = `
  const leftOut = () => { throw new Error('the client of client-node is not in this program'); };
  class Unused { isAuthProvider() { return false; } }
  export { leftOut as createConfiguration, leftOut as ServerConfiguration };
  export { Unused as AzureAuth, Unused as GoogleCloudPlatformAuth, Unused as OpenIDConnectAuth, Unused as ExecAuth };
  export { Unused as SocksProxyAgent, Unused as SocksClient, Unused as HttpProxyAgent, Unused as HttpsProxyAgent };`;

/** The same program, with every letter beyond ASCII as an escape. */
export const ascii = (text) =>
  text.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
