import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { remoteWriteBody, type GivenSeries } from './remote-write.ts';

/** A Prometheus process that holds the given series. */
export interface RealPrometheus {
  readonly address: string;
  stop(): Promise<void>;
}

/** The version of the installed Prometheus; undefined where there is none. */
export function installedVersion(): string | undefined {
  try {
    return /version (\S+)/.exec(execFileSync('prometheus', ['--version'], { encoding: 'utf8' }))?.[1];
  } catch {
    return undefined;
  }
}

/** Starts Prometheus on a free port of loopback and fills it. */
export async function realPrometheus(series: readonly GivenSeries[]): Promise<RealPrometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const port = await freePort();
  writeFileSync(join(folder, 'prometheus.yml'), 'global:\n  scrape_interval: 1h\n');
  const child = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-remote-write-receiver',
      '--storage.tsdb.retention.time=100y',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
  const prometheus = { address: `http://127.0.0.1:${port}`, stop: () => stopped(child, folder) };
  try {
    await ready(prometheus.address, child);
    await filled(prometheus.address, series);
    return prometheus;
  } catch (error) {
    await prometheus.stop();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') {
    throw new Error('no port of loopback is free');
  }
  return address.port;
}

const LONGEST_START_MS = 60_000;

async function ready(address: string, child: ChildProcess): Promise<void> {
  for (let waited = 0; waited < LONGEST_START_MS && child.exitCode === null; waited += 100) {
    const response = await fetch(`${address}/-/ready`).catch(() => undefined);
    if (response?.ok) {
      return;
    }
    await wait(100);
  }
  throw new Error('prometheus did not become ready');
}

async function filled(address: string, series: readonly GivenSeries[]): Promise<void> {
  const response = await fetch(`${address}/api/v1/write`, {
    method: 'POST',
    body: remoteWriteBody(series),
    headers: {
      'content-type': 'application/x-protobuf',
      'content-encoding': 'snappy',
      'x-prometheus-remote-write-version': '0.1.0',
    },
  });
  if (!response.ok) {
    throw new Error(`prometheus did not take the samples: ${response.status} ${await response.text()}`);
  }
}

async function stopped(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null) {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  rmSync(folder, { recursive: true, force: true });
}
