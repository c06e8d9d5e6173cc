import { chmod, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadTester, type Tested, until } from '../../test/load-tester.ts';
import type { Entry } from './ledger.ts';

let folder: string;
let environment: Record<string, string | undefined>;

/** A program in the path that says its arguments, one a line. */
async function fake(name: string): Promise<void> {
  const file = join(folder, name);
  await writeFile(file, '#!/bin/sh\nfor each in "$@"; do echo "<$each>"; done\n[ "$1" != fail ] || exit 4\n');
  await chmod(file, 0o755);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tasks-'));
  environment = { ...process.env, PATH: `${folder}:${process.env.PATH ?? ''}` };
  await Promise.all([fake('helm'), fake('kubectl')]);
});

const entries = async ({ get }: Tested): Promise<readonly Entry[]> =>
  JSON.parse((await get('/tasks')).text) as readonly Entry[];
const texts = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');

describe('cmd', () => {
  it('is answered 202 at once, whatever the command does, and runs in a shell', async () => {
    const tester = await loadTester({}, { environment });
    const file = join(folder, 'cmd');
    expect(await tester.post('/', { metadata: { cmd: `echo a b > ${file}; exit 7` } })).toEqual({
      status: 202,
      text: '',
      type: null,
    });
    await until(async () => (await entries(tester))[0]?.state === 'failed');
    expect(await texts(file)).toBe('a b\n');
    expect((await entries(tester))[0]).toMatchObject({ type: 'cmd', canary: 'podinfo.test', exitCode: 7 });
  });

  it('needs a command, which may be empty', async () => {
    const { post } = await loadTester();
    expect(await post('/', { metadata: { type: 'cmd' } })).toMatchObject({
      status: 400,
      text: 'cmd not found in metadata',
    });
    expect((await post('/', { metadata: { cmd: '' } })).status).toBe(202);
  });

  it('is not run twice at once for one canary, but dropped, and run for another one', async () => {
    const tester = await loadTester({}, { environment });
    const metadata = { cmd: `echo x >> ${join(folder, 'twice')}; sleep 60` };
    for (const name of ['podinfo', 'podinfo', 'other']) {
      expect((await tester.post('/', { name, metadata })).status).toBe(202);
    }
    await until(async () => (await texts(join(folder, 'twice'))) === 'x\nx\n');
    expect((await entries(tester)).map(({ canary }) => canary)).toEqual(['other.test', 'podinfo.test']);
    expect(tester.log.lines.map(({ message }) => message)).toContain('command skipped: it is already running');
  });

  it('is logged with its output if asked, and ended with the load tester', async () => {
    const tester = await loadTester({}, { environment });
    await tester.post('/', { metadata: { cmd: 'echo loud', logCmdOutput: 'true' } });
    await until(() => tester.log.lines.some(({ keys }) => keys.output === 'loud\n'));
    await tester.post('/', { metadata: { cmd: 'sleep 61' } });
    await tester.running.stop();
    await until(() => tester.log.lines.some(({ keys }) => String(keys.error).includes('signal: killed')));
  });
});

describe('bash', () => {
  it('answers at its end, with both outputs if asked', async () => {
    const { post } = await loadTester();
    const cmd = 'echo out; echo err >&2; [[ a == a ]]';
    expect(await post('/', { metadata: { type: 'bash', cmd } })).toEqual({ status: 200, text: '', type: null });
    expect((await post('/', { metadata: { type: 'bash', cmd, returnCmdOutput: 'true' } })).text).toBe('out\nerr\n');
    expect((await post('/', { metadata: { type: 'bash', cmd, returnCmdOutput: 'yes' } })).text).toBe('');
  });

  it('that fails answers 500 with the command, its output and how it ended', async () => {
    const { post } = await loadTester();
    expect(await post('/', { metadata: { type: 'bash', cmd: 'echo no; exit 3' } })).toMatchObject({
      status: 500,
      text: 'command echo no; exit 3 failed: no\n: exit status 3',
    });
  });

  it('without a command does nothing, well', async () => {
    const { post } = await loadTester();
    expect((await post('/', { metadata: { type: 'bash' } })).status).toBe(200);
  });

  it('whose time is over is killed, with all that it started', async () => {
    const { post } = await loadTester({ timeoutMs: 200 });
    const cmd = 'sleep 60 | sleep 60; true';
    expect(await post('/', { metadata: { type: 'bash', cmd } })).toMatchObject({
      status: 500,
      text: `command ${cmd} failed: : signal: killed`,
    });
  });

  it('dies with its caller', async () => {
    const tester = await loadTester();
    const caller = new AbortController();
    const called = tester.post('/', { metadata: { type: 'bash', cmd: 'sleep 62' } }, { signal: caller.signal });
    await until(async () => (await entries(tester))[0]?.state === 'running');
    caller.abort();
    await expect(called).rejects.toThrow();
    await until(async () => (await entries(tester))[0]?.state === 'failed');
  });
});

describe.each([
  ['helm', 'helm'],
  ['helmv3', 'helm'],
  ['kubectl', 'kubectl'],
])('%s', (type, file) => {
  const ran = async (cmd: string) => {
    const { post } = await loadTester({}, { environment });
    return post('/', { metadata: { type, cmd, returnCmdOutput: 'true' } });
  };

  it('gets its arguments without a shell, those in quotes as one', async () => {
    expect(await ran(`run test -a $HOME --overrides='{ "a": "b c" }' --set="x y" --raw={"a":1} 'it is'`)).toMatchObject(
      {
        status: 200,
        text: '<run>\n<test>\n<-a>\n<$HOME>\n<--overrides={ "a": "b c" }>\n<--set=x y>\n<--raw={"a":1}>\n<it is>\n',
      },
    );
  });

  it('that fails answers 500 with its output', async () => {
    expect(await ran('fail')).toMatchObject({ status: 500, text: 'command fail failed: <fail>\n: exit status 4' });
    expect(await ran("a 'b")).toMatchObject({ status: 500, text: "command a 'b failed: : a quote does not end" });
  });

  it('that is not there says so', async () => {
    const { post } = await loadTester({}, { environment: { PATH: '/nowhere' } });
    expect(await post('/', { metadata: { type, cmd: 'version' } })).toMatchObject({
      status: 500,
      text: `command version failed: : exec: "${file}": executable file not found in $PATH`,
    });
  });
});

describe('a type', () => {
  it('that nobody knows answers 400 and says which', async () => {
    const { post } = await loadTester();
    expect(await post('/', { metadata: { type: 'k6' } })).toMatchObject({ status: 400, text: 'unknown task type k6' });
  });

  it('that is not allowed answers 403', async () => {
    const { post } = await loadTester({ allowedTypes: ['helm', 'http'] }, { environment });
    expect(await post('/', { metadata: { cmd: 'true' } })).toMatchObject({
      status: 403,
      text: 'task type cmd is not allowed here',
    });
    expect((await post('/', { metadata: { type: 'helm', cmd: 'list' } })).status).toBe(200);
  });
});

describe('/tasks', () => {
  it('lists what runs and what ran, without secrets, and only the end of what was said', async () => {
    const tester = await loadTester();
    const cmd = 'curl -H "Authorization: Bearer abcdefgh" x 2>/dev/null; seq 1 2000; echo end';
    await tester.post('/', { metadata: { type: 'bash', cmd } });
    await tester.post('/', { metadata: { cmd: 'sleep 63' } });
    const [running, ended] = await entries(tester);
    expect(running).toMatchObject({ id: 2, state: 'running', command: 'sleep 63' });
    expect(ended).toMatchObject({
      id: 1,
      state: 'succeeded',
      exitCode: 0,
      output: expect.stringMatching(/2000\nend\n$/),
    });
    expect(ended?.output?.length).toBeLessThanOrEqual(4_096);
    expect(JSON.stringify(ended)).not.toContain('abcdefgh');
  });
});
