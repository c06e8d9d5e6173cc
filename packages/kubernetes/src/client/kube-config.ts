import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { dirname, join } from 'node:path';
import type { Environment } from '@flagger/api';
import { KubeConfig } from '@kubernetes/client-node';
import { isRecord } from './api-error.ts';
import type { PluginCommand } from './credential-plugin.ts';

/**
 * Where the API server is and who we are. Without a kubeconfig and a master: the service account of the pod we run
 * in.
 */
export interface Whereabouts {
  /** Path of a kubeconfig; its current context counts, unless `context` names another. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  /** URL of the API server, instead of the kubeconfig's. */
  readonly master?: string | undefined;
  /**
   * The process's environment: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are read, for the pod we run
   * in, and where the kubeconfig names no proxy `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`.
   */
  readonly environment: Environment;
  /** Folder of the pod's service account, with `token` and `ca.crt`. */
  readonly serviceAccount?: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** A kubeconfig, as far as client-node handles it, and the credential plugin, which is ours. */
export interface ReadConfig {
  readonly config: KubeConfig;
  readonly plugin: PluginCommand | undefined;
  /** The namespace that the context names. */
  readonly namespace: string | undefined;
}

/** Reads who we are and where the API server is; throws one sentence that names the file and never quotes it. */
export function kubeConfig(where: Whereabouts): ReadConfig {
  const config = new KubeConfig();
  if (isGiven(where.kubeconfig)) {
    loadFile(config, where.kubeconfig);
    chooseContext(config, where);
  } else if (isGiven(where.master)) {
    config.loadFromClusterAndUser({ name: 'master', server: where.master, skipTLSVerify: false }, { name: '' });
  } else {
    loadServiceAccount(config, where);
  }
  const user = config.getCurrentUser();
  const cluster = config.getCurrentCluster();
  if (cluster === null) {
    throw new Error(`the kubeconfig ${where.kubeconfig} has no current context that names a cluster`);
  }
  const { namespace } = config.getContextObject(config.getCurrentContext()) ?? {};
  const server = isGiven(where.master) ? where.master : cluster.server;
  // client-node refuses plain HTTP unless told not to verify, and forgets the CA where there is no user.
  config.loadFromClusterAndUser(
    { ...cluster, server, skipTLSVerify: cluster.skipTLSVerify || server.startsWith('http:') },
    user === null ? { name: '' } : withoutPlugin(user),
  );
  return { config, plugin: user === null ? undefined : pluginOf(user), namespace };
}

const isGiven = (value: string | undefined): value is string => value !== undefined && value !== '';

function loadFile(config: KubeConfig, path: string): void {
  const text = readText(path);
  const problem = loadText(config, text);
  if (problem !== undefined) {
    throw new Error(`the kubeconfig ${path} cannot be used: ${problem}`);
  }
  config.makePathsAbsolute(dirname(path));
}

function chooseContext(config: KubeConfig, { kubeconfig, context }: Whereabouts): void {
  if (!isGiven(context)) {
    return;
  }
  if (config.getContextObject(context) === null) {
    const known = config.getContexts().map(({ name }) => name);
    throw new Error(`the kubeconfig ${kubeconfig} has no context ${context}, it has ${known.join(', ') || 'none'}`);
  }
  config.setCurrentContext(context);
}

function loadText(config: KubeConfig, text: string): string | undefined {
  try {
    // client-node knows the key by another name than Kubernetes; the file is read again whenever the server refuses us.
    config.loadFromString(text.replace(/(["']?)\btokenFile\1(\s*:)/g, '"token-file"$2'));
    return undefined;
  } catch (error) {
    // A parser's message quotes the file, which holds secrets; client-node's own name the missing field.
    return error instanceof Error && error.name === 'Error' ? error.message : 'it is no YAML';
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`the kubeconfig ${path} cannot be read`, { cause });
  }
}

function loadServiceAccount(config: KubeConfig, { environment, serviceAccount = SERVICE_ACCOUNT }: Whereabouts): void {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!isGiven(host) || !isGiven(port)) {
    throw new Error(
      'no kubeconfig is given, and this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
    );
  }
  const tokenFile = join(serviceAccount, 'token');
  readText(tokenFile);
  config.loadFromClusterAndUser(
    {
      name: 'pod',
      server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
      caFile: join(serviceAccount, 'ca.crt'),
      skipTLSVerify: false,
    },
    { name: 'pod', authProvider: { name: 'tokenFile', config: { tokenFile } } },
  );
}

type User = Parameters<KubeConfig['loadFromClusterAndUser']>[1];

/** Providers that were built into clients once; kubectl has none of them any more, and neither have we. */
const FORMER_PROVIDERS: readonly unknown[] = ['azure', 'gcp', 'oidc'];

function withoutPlugin({ exec: _exec, ...user }: User): User {
  const provider: unknown = user.authProvider;
  const name = isRecord(provider) ? provider.name : undefined;
  if (FORMER_PROVIDERS.includes(name)) {
    throw new Error(`auth-provider ${String(name)} of the kubeconfig is not supported: use a credential plugin (exec)`);
  }
  return user;
}

function pluginOf({ exec }: User): PluginCommand | undefined {
  const given: unknown = exec;
  if (!isRecord(given)) {
    return undefined;
  }
  const { command, args, env, apiVersion } = given;
  if (typeof command !== 'string' || command === '') {
    throw new Error('the credential plugin of the kubeconfig names no command');
  }
  // plugins expect to be told which version of their protocol is spoken
  const info = JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { interactive: false } });
  return {
    command,
    args: Array.isArray(args) ? args.map(String) : [],
    environment: { ...environmentOf(env), KUBERNETES_EXEC_INFO: info },
  };
}

const environmentOf = (env: unknown): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (Array.isArray(env) ? env : [])
      .filter(isRecord)
      .flatMap(({ name, value }) => (typeof name === 'string' ? [[name, String(value)]] : [])),
  );
