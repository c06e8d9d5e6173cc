import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { until } from '../../test/load-tester.ts';
import { thisMachine } from '../machine.ts';
import { pause } from '../time.ts';
import { type Ended, runProcess } from './process.ts';

const PROCESS = fileURLToPath(new URL('process.ts', import.meta.url));
/** Opens what it may, so that nothing is left for the pipes of a program. */
const SCRIPT = `
  import { openSync } from 'node:fs';
  import { runProcess } from ${JSON.stringify(PROCESS)};
  try { for (;;) openSync('/dev/null'); } catch {}
  console.log(JSON.stringify(await runProcess({ file: 'true', args: [], environment: {} }, new AbortController().signal)));
`;

it('a program that finds no file descriptors has not run, and who wanted it is told', async () => {
  const node = [
    process.execPath,
    '--experimental-transform-types',
    '--no-warnings',
    '--input-type=module',
    '-e',
    SCRIPT,
  ];
  const { stdout } = await promisify(execFile)('sh', ['-c', 'ulimit -n 100 && exec "$@"', 'sh', ...node]);
  expect(JSON.parse(stdout)).toEqual({ problem: 'spawn true EMFILE', output: '' });
});

it.each([
  ['has ended', 'exit 0', undefined],
  ['runs', 'exec sleep 60', 'signal: killed'],
])('a program whose daemon left its group is over when it is killed while it %s', async (_, last, problem) => {
  const folder = await mkdtemp(join(tmpdir(), 'daemon-'));
  const end = new AbortController();
  const script = `setsid sh -c 'echo $$ > ${folder}/pid; exec sleep 60' & while ! [ -s ${folder}/pid ]; do sleep 0.01; done; ${last}`;
  let ended: Ended | undefined;
  const run = runProcess({ file: 'sh', args: ['-c', script], environment: process.env }, end.signal);
  void run.then((each) => (ended = each));
  const daemon = Number(await written(`${folder}/pid`));
  await pause(thisMachine, 300, end.signal);
  end.abort();
  try {
    await until(() => ended !== undefined);
    expect(ended?.problem).toBe(problem);
  } finally {
    process.kill(daemon);
    await rm(folder, { recursive: true });
  }
});

async function written(path: string): Promise<string> {
  let text = '';
  await until(async () => {
    text = await readFile(path, 'utf8').catch(() => '');
    return text.endsWith('\n');
  });
  return text;
}
