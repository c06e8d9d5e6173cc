import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { type Request, atEnd } from './api-server.ts';
import { connect, type Connection, type ConnectOptions } from '../src/client/connect.ts';
import { CONFIG_MAPS } from '../src/client/resource.ts';
import { createTransport } from '../src/client/transport.ts';

/** A folder that is gone with the test. */
export async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'flagger-connect-'));
  atEnd(() => rm(path, { recursive: true }));
  return path;
}

/** The path of a kubeconfig with one cluster and one user. */
export async function kubeconfig(cluster: object, user: object): Promise<string> {
  const path = join(await folder(), 'config');
  const config = {
    'current-context': 'here',
    contexts: [{ name: 'here', context: { cluster: 'here', user: 'me' } }],
    clusters: [{ name: 'here', cluster }],
    users: [{ name: 'me', user }],
  };
  await writeFile(path, JSON.stringify(config));
  return path;
}

/** A connection that ends with the test. */
export function connected(options: Partial<ConnectOptions>): Connection {
  const connection = connect({ environment: {}, ...options });
  atEnd(() => connection.close());
  return connection;
}

/** Asks for something, whatever it is. */
export const get = (connection: Connection, deadlineMs = 15_000): Promise<unknown> =>
  createTransport({ connection, timings: { deadlineMs, firstPauseMs: 5 } }).request({
    verb: 'get',
    resource: CONFIG_MAPS,
    place: { namespace: 'test', name: 'a' },
  });

/** Who the client says he is by his certificate. */
export const clientName = (socket: Socket | null): unknown =>
  socket instanceof TLSSocket ? socket.getPeerCertificate().subject.CN : undefined;

/** What each request said of who asks. */
export const authorizations = (asked: readonly Request[]): readonly unknown[] =>
  asked.map(({ headers }) => headers.authorization);
