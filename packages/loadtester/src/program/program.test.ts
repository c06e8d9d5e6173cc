import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FLAGS } from './flags.ts';
import { winstonLog } from './log.ts';
import { wishOf } from './options.ts';

const optionsOf = (...argv: readonly string[]) => {
  const wish = wishOf(argv);
  return wish.kind === 'run' ? wish.options : wish;
};

describe('the command line', () => {
  it("has Flagger's defaults", () => {
    expect(optionsOf()).toEqual({
      logLevel: 'debug',
      port: 9090,
      timeoutMs: 3_600_000,
      isServed: expect.any(Function),
      tokenFile: undefined,
      users: [],
      allowedTypes: undefined,
      maxBodyBytes: 1_048_576,
      gatesConfigMap: undefined,
      closeGates: false,
      kubeconfig: undefined,
    });
  });

  it('is read in the notation of Go, as charts write it', () => {
    const options = optionsOf(
      '-port=8080',
      '-log-level=info',
      '--timeout',
      '90s',
      '-namespace-regexp=',
      '-zap-replace-globals',
    );
    expect(options).toMatchObject({ port: 8080, logLevel: 'info', timeoutMs: 90_000 });
    expect(optionsOf('-gates-configmap=flagger/gates', '-allow-types=http, helm', '-close-gates')).toMatchObject({
      gatesConfigMap: { namespace: 'flagger', name: 'gates' },
      allowedTypes: ['http', 'helm'],
      closeGates: true,
    });
  });

  it.each([
    ['-namespace-regexp=(', '-namespace-regexp: found "(", allowed is an expression of Go (RE2)'],
    ['-timeout=soon', '-timeout: found "soon", allowed is a duration such as 30s or 1h'],
    [
      '-gates-configmap=gates',
      '-gates-configmap: found "gates", allowed is a namespace and a name with a slash between them',
    ],
    ['-prot=1', 'unknown argument -prot=1; -help lists all flags'],
    ['serve', 'unknown argument serve; -help lists all flags'],
  ])('is refused with %s', (argument, sentence) => {
    expect(wishOf([argument])).toEqual({ kind: 'refuse', sentence });
  });

  it('is documented, flag by flag', () => {
    const page = readFileSync(new URL('../../../../docs/loadtester.md', import.meta.url), 'utf8');
    const rows = Array.from(page.matchAll(/^\| (`-[^|]*) \|/gm), ([, cell = '']) => cell).join();
    const documented = Array.from(rows.matchAll(/`-([a-z-]+)`/g), ([, name]) => name);
    expect(documented.sort()).toEqual(Object.keys(FLAGS).sort());
  });

  it('prints help and version', () => {
    expect(wishOf(['-h'])).toMatchObject({ kind: 'print', text: expect.stringContaining('-gates-configmap') });
    expect(wishOf(['-version'])).toEqual({ kind: 'print', text: 'loadtester version 0.1.0\n' });
  });
});

describe('the log', () => {
  it('is JSON, one object a line, without secrets, from its level on', () => {
    const sink = new PassThrough();
    const log = winstonLog('info', sink, () => 0);
    log.debug('not told');
    log.info('told', { canary: 'podinfo.test', url: 'http://me:secret@a/', level: 'other', error: new Error('why') });
    expect(String(sink.read())).toBe(
      '{"level":"info","ts":"1970-01-01T00:00:00.000Z","msg":"told","canary":"podinfo.test","url":"http://***@a/","error":"why"}\n',
    );
  });
});

describe('the program in one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'loadtester-bundle-'));
  const bundle = join(folder, 'loadtester.mjs');

  beforeAll(() => {
    execFileSync(process.execPath, [new URL('../../build.mjs', import.meta.url).pathname, bundle]);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const portOf = (child: ChildProcess): Promise<number> =>
    new Promise((resolve, reject) => {
      let text = '';
      child.once('exit', () => reject(new Error(`it ended: ${text}`)));
      child.stdout?.on('data', (piece: Buffer) => {
        text += piece.toString();
        const [, port] = /"port":(\d+)/.exec(text) ?? [];
        if (port !== undefined) {
          resolve(Number(port));
        }
      });
    });

  it('serves, and ends at SIGTERM after the requests that are under way', async () => {
    const child = spawn(process.execPath, [bundle, '-port=0'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const url = `http://127.0.0.1:${await portOf(child)}`;
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    expect(await (await fetch(`${url}/healthz`)).text()).toBe('OK');
    const cmd = `kill -TERM ${child.pid ?? 0}; sleep 0.3; echo done`;
    const body = JSON.stringify({ metadata: { type: 'bash', cmd, returnCmdOutput: 'true' } });
    expect(await (await fetch(url, { method: 'POST', body })).text()).toBe('done\n');
    expect(await ended).toBe(0);
  });

  it('says what is wrong on its command line, and ends with 2', () => {
    const { status, stderr } = spawnSync(process.execPath, [bundle, '-port=x'], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([2, '-port: found "x", allowed is a port number from 0 to 65535\n']);
  });
});
