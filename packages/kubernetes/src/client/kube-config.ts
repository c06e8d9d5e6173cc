import { readFileSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { dirname, join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';

/**
 * Where the API server is and who we are. Without a kubeconfig and a master: the service account of the pod we run
 * in.
 */
export interface Whereabouts {
  /** Path of a kubeconfig; its current context counts. */
  readonly kubeconfig?: string | undefined;
  /** URL of the API server, instead of the kubeconfig's. */
  readonly master?: string | undefined;
  /**
   * The process's environment: `KUBERNETES_SERVICE_HOST` and `KUBERNETES_SERVICE_PORT` are read, for the pod we run
   * in.
   */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Folder of the pod's service account, with `token` and `ca.crt`. */
  readonly serviceAccount?: string;
}

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Reads who we are and where the API server is; throws one sentence that names the file and never quotes it. */
export function kubeConfig(where: Whereabouts): KubeConfig {
  const config = new KubeConfig();
  if (isGiven(where.kubeconfig)) {
    loadFile(config, where.kubeconfig);
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
  const server = isGiven(where.master) ? where.master : cluster.server;
  // client-node refuses plain HTTP unless told not to verify, and forgets the CA where there is no user.
  config.loadFromClusterAndUser(
    { ...cluster, server, skipTLSVerify: cluster.skipTLSVerify || server.startsWith('http:') },
    user === null ? { name: '' } : withExecInfo(user),
  );
  return config;
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

/** Credential plugins expect to be told which version of their protocol is spoken, which client-node leaves out. */
function withExecInfo(user: User): User {
  const exec: unknown = user.exec;
  if (typeof exec !== 'object' || exec === null) {
    return user;
  }
  const { apiVersion, env } = { apiVersion: undefined, env: undefined, ...exec };
  const info = {
    name: 'KUBERNETES_EXEC_INFO',
    value: JSON.stringify({ kind: 'ExecCredential', apiVersion, spec: { interactive: false } }),
  };
  return { ...user, exec: { ...exec, env: [...(Array.isArray(env) ? env : []), info] } };
}
