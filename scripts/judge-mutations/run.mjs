// Puts each mutation into the rule of comparing and shows which test finds it. Run with: npm run judge:mutations
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import jest from '../../jest.config.mjs';
import { MUTATIONS } from './mutations.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const [[files, [, options]]] = Object.entries(jest.transform);
const CONFIG = JSON.stringify({
  ...jest,
  reporters: ['default'],
  rootDir: ROOT,
  transform: { [files]: [fileURLToPath(new URL('transform.mjs', import.meta.url)), options] },
});

/** The titles of the tests that fail with a mutation, of the file that must find it. */
function failing({ name, test }) {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', CONFIG, '--json', test],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 2 ** 28, env: { ...process.env, JUDGE_MUTATION: name } },
  );
  if (!stdout.startsWith('{')) {
    throw new Error(`${name}: jest says nothing\n${stderr}`);
  }
  return JSON.parse(stdout).testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ title }) => title),
  );
}

process.stdout.write('| mutation | found by |\n|---|---|\n');
for (const mutation of MUTATIONS) {
  const found = failing(mutation).find((title) => title.includes(mutation.title));
  process.exitCode ||= found === undefined ? 1 : 0;
  const file = mutation.test.split('/').at(-1);
  process.stdout.write(`| ${mutation.name} | ${found === undefined ? '**nothing**' : `\`${file}\`: ${found}`} |\n`);
}
