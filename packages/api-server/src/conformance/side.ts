import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json } from '../json.ts';
import { type Call, requester } from './requester.ts';

/** One of the two servers that are compared. */
export interface Side {
  /** What kubectl prints, its errors included, and its exit code. */
  kubectl(program: string, args: readonly string[], options?: KubectlOptions): Promise<string>;
  /** Status, warnings and body of a plain request. */
  request(call: Call): Promise<Json>;
  close(): Promise<void>;
}

export interface KubectlOptions {
  /** Standard input. */
  readonly input?: string | undefined;
  /**
   * For commands that go on: ends them when they have printed so many lines, and calls `begun` when they have printed
   * the first.
   */
  readonly until?: { readonly lines: number; readonly begun: () => void } | undefined;
}

/** A server by the text of a kubeconfig that holds a token and a certificate. */
export function side(kubeconfig: string): Side {
  const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
  const file = join(folder, 'kubeconfig');
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  const client = requester(kubeconfig);
  return {
    kubectl: (program, args, options = {}) => run({ program, args, file }, options),
    request: async (call) => ({ ...(await client.send(call)) }),
    close: async () => {
      rmSync(folder, { recursive: true });
      await client.close();
    },
  };
}

const PATIENCE_MS = 20_000;

interface Run {
  readonly program: string;
  readonly args: readonly string[];
  /** The kubeconfig. */
  readonly file: string;
}

function run({ program, args, file }: Run, { input, until }: KubectlOptions): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, KUBECONFIG: file, KUBE_EDITOR: 'sed -i s/edited-before/edited-after/' };
    const child = execFile(
      program,
      [...args],
      { env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : (error.code ?? error.signal ?? 1);
        resolve(`${stdout}${stderr}exit ${code}\n`);
      },
    );
    child.stdin?.end(input ?? '');
    if (until === undefined) {
      return;
    }
    let lines = 0;
    child.stdout?.on('data', (piece) => {
      if (lines === 0) {
        until.begun();
      }
      lines += String(piece).split('\n').length - 1;
      if (lines >= until.lines) {
        child.kill('SIGINT');
      }
    });
  });
}
