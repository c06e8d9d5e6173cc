import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import { type Fields, fieldsOf, itemsOf, textOf } from './fields.ts';

/** Where an API server is and who we are there. */
export interface Access {
  /** E.g. `http://127.0.0.1:8001`, with a path where it stands behind one. */
  readonly server: string;
  readonly token?: string | undefined;
  readonly tls?: Tls | undefined;
}

/** PEM texts, and whether the server's certificate counts. */
export interface Tls {
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly servername?: string | undefined;
  readonly rejectUnauthorized: boolean;
}

/**
 * Reads the current context of a kubeconfig; throws one sentence that names the file and what is missing, and quotes
 * nothing of it.
 */
export function readAccess(path: string): Access {
  try {
    return accessOf(readText(path), (file) => readText(resolve(dirname(path), file)));
  } catch (cause) {
    throw new Error(
      `the kubeconfig ${path} cannot be used: ${cause instanceof Error ? cause.message : 'it cannot be read'}`,
      { cause },
    );
  }
}

/** The current context of a kubeconfig's text; `read` gives the files that it names. */
export function accessOf(text: string, read: (path: string) => string): Access {
  const config = fieldsOf(parsed(text));
  const context = named(config, 'context', config['current-context']);
  const cluster = named(config, 'cluster', context.cluster);
  const server = textOf(cluster.server);
  if (server === undefined) {
    throw new Error('its current context names no cluster with a server');
  }
  const user = context.user === undefined ? {} : named(config, 'user', context.user);
  for (const plugin of ['exec', 'auth-provider']) {
    if (user[plugin] !== undefined) {
      throw new Error(`its user logs in by ${plugin}; only tokens and client certificates are known here`);
    }
  }
  const tokenFile = textOf(user.tokenFile);
  const token = textOf(user.token) ?? (tokenFile === undefined ? undefined : read(tokenFile).trim());
  return { server, token, tls: server.startsWith('https:') ? tlsOf(cluster, user, read) : undefined };
}

/** The parser's own error would quote the file, which holds secrets. */
function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new Error('it is no YAML');
  }
}

/** The context, cluster or user that bears the name. */
function named(config: Fields, field: 'context' | 'cluster' | 'user', name: unknown): Fields {
  const entry = itemsOf(config[`${field}s`])
    .map(fieldsOf)
    .find((each) => each.name === name);
  if (entry === undefined) {
    throw new Error(`it has no ${field} by the name that is referred to`);
  }
  return fieldsOf(entry[field]);
}

function tlsOf(cluster: Fields, user: Fields, read: (path: string) => string): Tls {
  const pem = (fields: Fields, name: string): string | undefined => {
    const data = textOf(fields[`${name}-data`]);
    const file = textOf(fields[name]);
    if (data !== undefined) {
      return Buffer.from(data, 'base64').toString('utf8');
    }
    return file === undefined ? undefined : read(file);
  };
  return {
    ca: pem(cluster, 'certificate-authority'),
    cert: pem(user, 'client-certificate'),
    key: pem(user, 'client-key'),
    servername: textOf(cluster['tls-server-name']),
    rejectUnauthorized: cluster['insecure-skip-tls-verify'] !== true,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new Error(`the file ${path} cannot be read`, { cause });
  }
}
