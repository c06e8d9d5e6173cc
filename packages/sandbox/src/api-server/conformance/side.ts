import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { parse } from 'yaml';
import { asJson, isString, parseJson, stringAt } from '../json.ts';
import type { Json } from '../json.ts';

/** One of the two servers that are compared. */
export interface Side {
  readonly name: string;
  /** What kubectl prints, its errors included, and its exit code. */
  kubectl(program: string, args: readonly string[], input?: string): Promise<string>;
  /** Status, warnings and body of a plain request. */
  request(call: Call): Promise<Json>;
  close(): Promise<void>;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: Json | string;
  readonly contentType?: string;
  readonly accept?: string;
}

/** A server by the text of a kubeconfig that holds a token and a certificate. */
export function side(name: string, kubeconfig: string): Side {
  const file = join(mkdtempSync(join(tmpdir(), 'conformance-')), 'kubeconfig');
  writeFileSync(file, kubeconfig, { mode: 0o600 });
  const config = asJson(parse(kubeconfig));
  const server = stringAt(config, 'clusters', 0, 'cluster', 'server') ?? '';
  const certificate = stringAt(config, 'clusters', 0, 'cluster', 'certificate-authority-data') ?? '';
  const token = stringAt(config, 'users', 0, 'user', 'token') ?? '';
  const agent = new Agent({ connect: { ca: Buffer.from(certificate, 'base64').toString() } });
  return {
    name,
    kubectl: (program, args, input) => run(program, args, { file, ...(input === undefined ? {} : { input }) }),
    request: async ({ method, path, body, contentType = 'application/json', accept = 'application/json' }) => {
      const headers = { authorization: `Bearer ${token}`, accept, ...(body === undefined ? {} : { 'content-type': contentType }) };
      const sent = body === undefined ? {} : { body: isString(body) ? body : JSON.stringify(body) };
      const answer = await request(`${server}${path}`, { method: methodOf(method), headers, dispatcher: agent, ...sent });
      const text = await answer.body.text();
      const warnings = [answer.headers.warning ?? []].flat().join(', ');
      return { status: answer.statusCode, warnings, body: read(text) };
    },
    close: () => agent.close(),
  };
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

function methodOf(method: string): (typeof METHODS)[number] {
  const found = METHODS.find((each) => each === method);
  if (found === undefined) throw new Error(`no such method: ${method}`);
  return found;
}

function read(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

const PATIENCE_MS = 20_000;

function run(program: string, args: readonly string[], { file, input }: { readonly file: string; readonly input?: string }): Promise<string> {
  return new Promise((resolve) => {
    const env = { ...process.env, KUBECONFIG: file, KUBE_EDITOR: 'sed -i s/edited-before/edited-after/', KUBECTL_EXPLAIN_OPENAPIV3: 'true' };
    const child = execFile(program, [...args], { env, timeout: PATIENCE_MS, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : (error.code ?? error.signal ?? 1);
      resolve(`${stdout}${stderr}exit ${code}\n`);
    });
    child.stdin?.end(input ?? '');
  });
}

/** A manifest beside the tests, or anywhere. */
export const manifest = (path: string): string => readFileSync(path, 'utf8');
