// How long lint takes for 1,000 manifests: the one program, as a user starts it. Prints a line for each run, and ends with 1 where the best is over two seconds.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MANIFESTS = 1000;
const RUNS = 5;
const MOST_SECONDS = 2;

const root = new URL('../', import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-lint-'));
const program = join(folder, 'kubectl-flagger');
const read = (path) => readFileSync(new URL(path, root), 'utf8');

try {
  execFileSync(process.execPath, [new URL('packages/cli/build.mjs', root).pathname, program]);
  const canary = read('artifacts/examples/istio-canary.yaml');
  const asked = read('artifacts/examples/istio-metric-template.yaml');
  // five manifests of a team: a target, its autoscaler, a Canary; and a Canary with its template
  const team = [...read('artifacts/examples/podinfo.yaml').split(/^---$/m).slice(1), canary, asked].join('\n---\n');
  for (let index = 0; index < MANIFESTS / 5; index += 1) {
    writeFileSync(join(folder, `team-${index}.yaml`), team.replace(/namespace: test$/gm, `namespace: team-${index}`));
  }
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'cache') };
  const timed = (...words) => {
    const start = performance.now();
    const { stderr } = spawnSync(process.execPath, [program, ...words], { env, encoding: 'utf8' });
    return { seconds: (performance.now() - start) / 1000, told: stderr.trim() };
  };
  const one = join(folder, 'one.yaml');
  writeFileSync(one, canary);
  const best = (...words) => Math.min(...Array.from({ length: RUNS }, () => timed(...words).seconds));
  const { told } = timed('lint', folder, '--failure-threshold', 'never');
  const seconds = best('lint', folder, '--failure-threshold', 'never');
  console.log(
    `--help: ${Math.round(best('--help') * 1000)} ms; lint of one manifest: ${Math.round(best('lint', one) * 1000)} ms`,
  );
  console.log(`lint of ${MANIFESTS} manifests: ${seconds.toFixed(2)} s, the best of ${RUNS} (${told})`);
  process.exitCode = seconds > MOST_SECONDS ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
