import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { refuse, send, serve, until } from '../../test/api-server.ts';
import { selfSigned } from '../../test/certificate.ts';
import { folder, kubeconfig, connected, get, authorizations } from '../../test/connected.ts';
import { connect } from './connect.ts';
import { thisMachine } from './machine.ts';

/** Neither gone nor dead and waiting for somebody to take notice. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

describe('connect: who we are', () => {
  it('is the token of the kubeconfig, at the path below which the server is', async () => {
    const server = await serve((_, response) => send(response, {}));
    await get(
      connected({ kubeconfig: await kubeconfig({ server: `${server.url}/k8s/clusters/c-1` }, { token: 'secret' }) }),
    );
    expect(server.asked).toMatchObject([
      { path: '/k8s/clusters/c-1/api/v1/namespaces/test/configmaps/a', headers: { authorization: 'Bearer secret' } },
    ]);
  });

  it('is name and password where the kubeconfig says so', async () => {
    const server = await serve((_, response) => send(response, {}));
    await get(
      connected({ kubeconfig: await kubeconfig({ server: server.url }, { username: 'me', password: 'secret' }) }),
    );
    expect(authorizations(server.asked)).toEqual([`Basic ${Buffer.from('me:secret').toString('base64')}`]);
  });

  it('is nobody when only a master is given, whose address wins over that of a kubeconfig', async () => {
    const server = await serve((_, response) => send(response, {}));
    await get(connected({ master: server.url }));
    await get(
      connected({
        master: server.url,
        kubeconfig: await kubeconfig({ server: 'http://127.0.0.1:1' }, { token: 'secret' }),
      }),
    );
    expect(authorizations(server.asked)).toEqual([undefined, 'Bearer secret']);
  });

  it('is the service account of the pod, whose token file is read again when the server refuses the old one', async () => {
    const { cert, key } = selfSigned('server', 'api.test');
    const server = await serve(
      (asked, response) => (asked.headers.authorization === 'Bearer new' ? send(response, {}) : refuse(response, 401)),
      { cert, key },
    );
    const serviceAccount = await folder();
    await writeFile(join(serviceAccount, 'ca.crt'), cert);
    await writeFile(join(serviceAccount, 'token'), 'old\n');
    const { hostname, port } = new URL(server.url);
    const connection = connected({
      serviceAccount,
      environment: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
    });
    await expect(get(connection)).rejects.toThrow(
      'reading ConfigMap a.test: the API server does not accept our credentials (no)',
    );
    await writeFile(join(serviceAccount, 'token'), 'new\n');
    const later = connected({
      serviceAccount,
      environment: { KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port },
    });
    await writeFile(join(serviceAccount, 'token'), 'old\n');
    await later.access();
    await writeFile(join(serviceAccount, 'token'), 'new\n');
    await get(later);
    expect(authorizations(server.asked).slice(-2)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('is what a tokenFile of the kubeconfig holds', async () => {
    const server = await serve((_, response) => send(response, {}));
    const token = join(await folder(), 'token');
    await writeFile(token, 'from-file\n');
    await get(connected({ kubeconfig: await kubeconfig({ server: server.url }, { tokenFile: token }) }));
    expect(authorizations(server.asked)).toEqual(['Bearer from-file']);
  });
});

describe('connect: a credential plugin', () => {
  /** A plugin that prints the token `token-1`, then `token-2`, and keeps what it was told of the protocol. */
  async function plugin(url: string, expirationTimestamp?: string): Promise<string> {
    const path = await folder();
    const script = `
      const fs = require('fs');
      const file = ${JSON.stringify(join(path, 'runs'))};
      const runs = (fs.existsSync(file) ? Number(fs.readFileSync(file)) : 0) + 1;
      fs.writeFileSync(file, String(runs));
      const { apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
      const status = { token: 'token-' + runs, expirationTimestamp: ${JSON.stringify(expirationTimestamp)} };
      console.log(JSON.stringify({ apiVersion, kind: 'ExecCredential', status }));`;
    return kubeconfig(
      { server: url },
      { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', script] } },
    );
  }

  it('is run once for all requests', async () => {
    const server = await serve((_, response) => send(response, {}));
    const connection = connected({ kubeconfig: await plugin(server.url) });
    await Promise.all([get(connection), get(connection), get(connection)]);
    expect(authorizations(server.asked)).toEqual(Array.from({ length: 3 }, () => 'Bearer token-1'));
  });

  it('is run again when the server refuses its token, and the request is repeated', async () => {
    const server = await serve((asked, response) =>
      asked.headers.authorization === 'Bearer token-2' ? send(response, {}) : refuse(response, 401),
    );
    await get(connected({ kubeconfig: await plugin(server.url) }));
    expect(authorizations(server.asked)).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('is not run for each of many refusals', async () => {
    const server = await serve((_, response) => refuse(response, 401));
    const connection = connected({ kubeconfig: await plugin(server.url) });
    await Promise.allSettled([1, 2, 3, 4].map(() => get(connection)));
    await get(connection).catch(() => undefined);
    expect(new Set(authorizations(server.asked))).toEqual(new Set(['Bearer token-1', 'Bearer token-2']));
  });

  it('is run again when what it said has expired', async () => {
    const server = await serve((_, response) => send(response, {}));
    let passed = 0;
    const machine = {
      ...thisMachine,
      now: () => Date.parse('2026-01-01T00:00:00Z') + passed,
      elapsed: () => thisMachine.elapsed() + passed,
    };
    const connection = connected({ kubeconfig: await plugin(server.url, '2026-01-01T01:00:00Z'), machine });
    for (const ms of [0, 10 * 60_000, 70 * 60_000]) {
      passed = ms;
      await get(connection);
    }
    expect(authorizations(server.asked)).toEqual(['Bearer token-1', 'Bearer token-1', 'Bearer token-2']);
  });

  it('that hangs is killed, with what it started', async () => {
    const file = join(await folder(), 'pids');
    const hanging = `const { spawn } = require('child_process');
      const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'ignore' });
      require('fs').writeFileSync(${JSON.stringify(file)}, [process.pid, child.pid].join(' '));
      setInterval(() => 0, 1000);`;
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: process.execPath, args: ['-e', hanging] };
    // what takes half a minute otherwise
    const after = (ms: number, callback: () => void) => thisMachine.after(Math.min(ms, 2_000), callback);
    const connection = connected({
      kubeconfig: await kubeconfig({ server: 'http://127.0.0.1:1' }, { exec }),
      machine: { ...thisMachine, after },
    });
    await expect(connection.access()).rejects.toThrow('no answer within 30000 ms');
    const pids = (await readFile(file, 'utf8')).split(' ').map(Number);
    expect(pids).toHaveLength(2);
    await until(() => pids.every((pid) => !isRunning(pid)));
  });

  it('that fails says so, in its words', async () => {
    const args = ['-e', 'console.log("token: hunter2"); console.error("not logged in"); process.exit(3)'];
    const exec = { apiVersion: 'v1', command: process.execPath, args };
    const connection = connected({ kubeconfig: await kubeconfig({ server: 'http://127.0.0.1:1' }, { exec }) });
    await expect(connection.access()).rejects.toThrow(
      new Error('the credential plugin of the kubeconfig failed: not logged in'),
    );
  });

  it('that fails says so without what it printed', async () => {
    const args = ['-e', 'console.log("token: hunter2")'];
    const connection = connected({
      kubeconfig: await kubeconfig(
        { server: 'http://127.0.0.1:1' },
        { exec: { apiVersion: 'v1', command: process.execPath, args } },
      ),
    });
    await expect(get(connection, 1_000)).rejects.toThrow(
      'reading ConfigMap a.test: the credential plugin of the kubeconfig printed no JSON',
    );
  });
});

describe('connect: what is wrong', () => {
  it('is said when there is neither a kubeconfig nor a pod', () => {
    expect(() => connect({ environment: {} })).toThrow(
      'no kubeconfig is given, and this is no pod: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set',
    );
  });

  it('is said with the path of a kubeconfig that is not there', () => {
    expect(() => connect({ kubeconfig: '/no/such/file', environment: {} })).toThrow(
      'the kubeconfig /no/such/file cannot be read',
    );
  });

  it('is said of a kubeconfig without context, or without a server', async () => {
    const path = join(await folder(), 'config');
    await writeFile(path, '{"clusters":[{"name":"a","cluster":{}}]}');
    expect(() => connect({ kubeconfig: path, environment: {} })).toThrow(
      `the kubeconfig ${path} cannot be used: clusters[0].cluster.server is missing`,
    );
    await writeFile(path, '{"clusters":[]}');
    expect(() => connect({ kubeconfig: path, environment: {} })).toThrow(
      `the kubeconfig ${path} has no current context that names a cluster`,
    );
  });

  it('is said without a line of the kubeconfig, which holds secrets', async () => {
    const path = join(await folder(), 'config');
    await writeFile(path, 'users: [{name: me, user: {token: hunter2}}\n  foo: : bar');
    expect(() => connect({ kubeconfig: path, environment: {} })).toThrow(
      new Error(`the kubeconfig ${path} cannot be used: it is no YAML`),
    );
  });

  it('is said of a provider that kubectl has no more either', async () => {
    const path = await kubeconfig({ server: 'http://127.0.0.1:1' }, { 'auth-provider': { name: 'oidc', config: {} } });
    expect(() => connect({ kubeconfig: path, environment: {} })).toThrow(
      'auth-provider oidc of the kubeconfig is not supported: use a credential plugin (exec)',
    );
  });

  it('is said of an address that is no URL', () => {
    expect(() => connect({ master: 'not an address', environment: {} })).toThrow(
      "the API server's address is no URL: not an address",
    );
  });
});
