import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { house, typed } from '../test/house.ts';
import { aCanary, aDeployment } from '../test/objects.ts';
import { mayDo } from './act/may-do.ts';
import { COMMANDS } from './commands.ts';
import { EXIT } from './exit.ts';

const cluster = house();
const docs = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');

beforeAll(async () => {
  await cluster.put(aCanary());
  await cluster.put(aDeployment('podinfo', 'ghcr.io/stefanprodan/podinfo:6.0.1'));
  await cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'gates', namespace: 'test' }, data: {} });
});

describe('help', () => {
  it('needs no cluster, and lists every verb', async () => {
    const { code, out } = await typed('--help', {});
    expect(code).toBe(0);
    COMMANDS.forEach(({ name }) => expect(out).toContain(`  ${name.replace(/ .*/, '')} `));
  });

  it.each(COMMANDS.map(({ name }) => [name]))('of %s has examples, and the verb is in docs/cli.md', async (name) => {
    expect((await typed(`${name} --help`, {})).out).toMatch(/Examples:\n {2}kubectl flagger /);
    expect(docs).toContain(`\`${name}\``);
  });
});

describe('an example of the help', () => {
  // those of local verbs have files of their own: src/lint/lint.test.ts, src/simulate/simulate.test.ts, src/replay/replay.test.ts
  const IN_A_CLUSTER = COMMANDS.filter((command) => !('loadLocal' in command));
  /** Some would wait for an operator, and verbs are refused in a phase in which they do nothing. */
  it.each(IN_A_CLUSTER.flatMap(({ examples }) => examples.map((line) => [line])))(
    '%s does what it says',
    async (line) => {
      const isWait = line.includes('--for');
      const { code, told } = await cluster.type(
        isWait ? line.replace(/ --timeout \S+|$/, ' --timeout 30ms') : withoutWaiting(line),
      );
      expect([code, told]).toEqual([isWait ? EXIT.timeout : expected(line), expect.any(String)]);
    },
  );

  const withoutWaiting = (line: string): string =>
    /\b(?:promote|rollback|pause|retry|approve|reject)\b/.test(line) ? `${line} --wait=false` : line;
  /** podinfo is Progressing: nothing waits there. */
  const expected = (line: string): number => (/\b(?:approve|reject) /.test(line) ? EXIT.refused : EXIT.done);
});

describe('what nobody can do', () => {
  it.each([['dance'], ['get --colour'], ['why'], ['get -o xml'], ['promote podinfo extra'], ['gate']])(
    '%s ends with 2 and says so on stderr',
    async (line) => {
      const { code, out, told } = await typed(line, {});
      expect([code, out]).toEqual([EXIT.usage, '']);
      expect(told).not.toBe('');
    },
  );

  it('leads to the help of the verb', async () => {
    expect((await typed('gate open', {})).told).toContain('(kubectl flagger gate open --help says more)');
  });

  it('is to reach a cluster that is away: it is said where it was looked for', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'flagger-away-'));
    const file = join(folder, 'kubeconfig');
    writeFileSync(file, readFileSync(cluster.kubeconfig, 'utf8').replace(/127\.0\.0\.1:\d+/, '127.0.0.1:1'));
    const ran = await typed(`get -A --kubeconfig ${file}`, {});
    rmSync(folder, { recursive: true });
    expect(ran).toMatchObject({
      code: EXIT.unreachable,
      told: expect.stringMatching(/ECONNREFUSED 127\.0\.0\.1:1; KUBECONFIG .* say which cluster is asked/),
    });
  });

  it('is a context that the kubeconfig does not have', async () => {
    expect(await cluster.type('get --context mars')).toMatchObject({
      code: EXIT.unreachable,
      told: expect.stringContaining('has no context mars, it has '),
    });
  });
});

describe('a right that is missing', () => {
  it('is named with verb and resource, before anything happens', async () => {
    const create = async (): Promise<object> => ({ status: { allowed: false, reason: 'RBAC says no' } });
    const right = { verb: 'patch', group: 'flagger.app', resource: 'canaries', namespace: 'test' };
    await expect(mayDo({ cluster: { create } } as never, right)).rejects.toMatchObject({
      code: EXIT.unreachable,
      message:
        'you may not do that: the verb patch of canaries.flagger.app in the namespace test is missing (RBAC says no)',
    });
  });
});

describe('the table of exit codes in docs/cli.md', () => {
  it('has each of them', () => {
    const rows = Array.from(docs.matchAll(/^\| (\d+) \|/gm), ([, code]) => Number(code));
    expect(rows).toEqual(Object.values(EXIT));
  });
});

describe('the program in one file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-cli-'));
  const file = join(folder, 'kubectl-flagger');
  beforeAll(() => {
    execFileSync(process.execPath, [new URL('../build.mjs', import.meta.url).pathname, file]);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const ran = (...words: readonly string[]): string =>
    execFileSync(process.execPath, [file, ...words], {
      encoding: 'utf8',
      env: { KUBECONFIG: cluster.kubeconfig, NODE_COMPILE_CACHE: folder },
    });

  /** The program with an error in place of a part. */
  const without = (part: string): string => {
    const broken = `${file}-broken`;
    const text = readFileSync(file, 'utf8');
    const start = 'function keptForLater(name) {';
    expect(text).toContain(`"${part}":`);
    const error = `if (PLACES[name] === PLACES['${part}']) throw new Error('it was read');`;
    writeFileSync(broken, text.replace(start, `${start} ${error}`));
    return broken;
  };

  it('answers help, and asks a cluster', async () => {
    expect(ran('--help')).toContain('Usage: kubectl flagger');
    // not in the way of the API server, which is in this process
    const { stdout } = await promisify(execFile)(process.execPath, [file, 'get', '-n', 'test', '-o', 'name'], {
      env: { KUBECONFIG: cluster.kubeconfig },
    });
    expect(stdout).toBe('canary.flagger.app/podinfo\n');
  });

  it('ends without a word when its reader has gone, as other programs do', async () => {
    const { pathname } = new URL('../../../artifacts/examples', import.meta.url);
    const paths = [`${pathname}/podinfo.yaml`, `${pathname}/istio-canary.yaml`];
    const child = spawn(process.execPath, [file, 'simulate', ...paths], { env: {} });
    let told = '';
    child.stderr.on('data', (part) => (told += String(part)));
    child.stdout.destroy();
    const closed: readonly unknown[] = await once(child, 'close');
    expect([closed[0], told]).toEqual([EXIT.unread, '']);
  });

  it('reads PromQL where a manifest holds a query', () => {
    const broken = without('../prometheus/src/promql/look.ts');
    const canary = readFileSync(new URL('../../../artifacts/examples/istio-canary.yaml', import.meta.url), 'utf8');
    const lint = (manifest: string): string => {
      const at = { encoding: 'utf8', env: {}, stdio: 'pipe', input: manifest } as const;
      return execFileSync(process.execPath, [broken, 'lint', '-', '-o', 'json'], at);
    };
    expect(lint(canary)).toContain('LintReport');
    expect(() => lint(canary.replace(/^( +)- name: request-duration$/m, '$&\n$1  query: up'))).toThrow('it was read');
  });

  it('reads what only a cluster needs when a cluster is asked, not for help and mistakes', () => {
    const broken = without('src/see/get.ts');
    const at = { encoding: 'utf8', env: {}, stdio: 'pipe' } as const;
    expect(execFileSync(process.execPath, [broken, 'get', '--help'], at)).toContain('Examples:');
    expect(() => execFileSync(process.execPath, [broken, 'dance'], at)).toThrow('unknown command');
    expect(() => execFileSync(process.execPath, [broken, 'get'], at)).toThrow('it was read');
  });
});
