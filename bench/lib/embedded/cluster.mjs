// The embedded API server in the place of a control plane: no etcd, no controllers but those that the canaries wait for.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Cluster, Kube, OPERATOR_TOKEN } from '../cluster.mjs';

const SERVE = new URL('serve.mjs', import.meta.url).pathname;

export class EmbeddedCluster extends Cluster {
  constructor({ name, port, crds, readyMs = 500 }) {
    super({ script: undefined, name, port });
    Object.assign(this, { crds, readyMs, isEmbedded: true });
    this.dir = path.join(os.tmpdir(), `bench-${name}`);
    this.auditLog = path.join(this.dir, 'audit.log');
  }
  isUp() {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }
  async up() {
    mkdirSync(this.dir, { recursive: true });
    const node = [
      '--experimental-transform-types',
      '--no-warnings',
      ...(process.env.BENCH_EMBEDDED_NODE ?? '').split(' ').filter(Boolean),
    ];
    this.child = spawn(process.execPath, [...node, SERVE, this.port, this.auditLog, this.crds, this.readyMs], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const lines = createInterface({ input: this.child.stdout });
    const ended = once(this.child, 'exit').then(([code]) => {
      throw new Error(`the embedded cluster ended with ${code}`);
    });
    ended.catch(() => undefined);
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    const { url, certificate, key } = JSON.parse(line);
    this.ca = Buffer.from(certificate);
    this.key = Buffer.from(key);
    this.server = url;
    this.kube = new Kube({ server: url, ca: this.ca, token: OPERATOR_TOKEN });
    return this;
  }
  down() {
    this.child?.kill('SIGTERM');
    this.child = undefined;
  }
  /** One process is all of it. */
  pid() {
    return this.child.pid;
  }
}
