import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

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
