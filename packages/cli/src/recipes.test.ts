import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { house } from '../test/house.ts';
import { aCanary, aDeployment } from '../test/objects.ts';

const cluster = house();
const folder = mkdtempSync(join(tmpdir(), 'flagger-recipes-'));
const file = join(folder, 'kubectl-flagger');
const IMAGE = 'podinfo:2';

/** Runs the plugin, and stands for whatever else kubectl changes: the recipes are about what comes after. */
const KUBECTL = `#!/bin/sh
if [ "$1" = flagger ]; then shift; exec kubectl-flagger "$@"; fi
`;

beforeAll(async () => {
  execFileSync(process.execPath, [new URL('../build.mjs', import.meta.url).pathname, file]);
  writeFileSync(join(folder, 'kubectl'), KUBECTL, { mode: 0o755 });
  await cluster.put(aCanary({ phase: 'Succeeded', lastAppliedSpec: 'new' }));
  await cluster.put(aDeployment('podinfo', IMAGE));
  await cluster.put(aDeployment('podinfo-primary', IMAGE));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function recipe(title: string): unknown {
  const docs = readFileSync(new URL('../../../docs/cli.md', import.meta.url), 'utf8');
  const [, text = ''] = new RegExp(`### ${title}[^]*?\`\`\`yaml\n([^]*?)\`\`\``).exec(docs) ?? [];
  return parse(text);
}

/** Gives the exit code of a script; a timeout of minutes is made one of moments. */
async function ran(script: string): Promise<number> {
  const path = [folder, dirname(process.execPath), process.env['PATH']].join(delimiter);
  const env = { PATH: path, KUBECONFIG: cluster.kubeconfig, IMAGE, NODE_COMPILE_CACHE: folder };
  try {
    await promisify(execFile)('sh', ['-ec', script.replace('--timeout 15m', '--timeout 100ms')], { env });
    return 0;
  } catch (error) {
    return Number((error as { code?: unknown }).code);
  }
}

describe('the recipe for GitHub Actions', () => {
  it('passes with a success of the image, and only then', async () => {
    const [{ run: script }] = recipe('GitHub Actions') as [{ run: string }];
    expect(await ran(script)).toBe(0);
    expect(await ran(`IMAGE=podinfo:3\n${script}`)).toBe(4);
  });
});

describe('the recipe for a pull request', () => {
  const scripts = (): readonly string[] =>
    (recipe('In a pull request') as { steps: readonly { run: string }[] }).steps.map(({ run }) => run);
  const write = (from: string, to: string): void => {
    const example = readFileSync(new URL('../../../artifacts/examples/istio-canary.yaml', import.meta.url), 'utf8');
    expect(example).toContain(from);
    mkdirSync(join(folder, 'deploy'), { recursive: true });
    writeFileSync(join(folder, 'deploy/canary.yaml'), example.replace(from, to));
  };

  it('passes with rules that tell good from bad', async () => {
    write('min: 99', 'min: 99');
    expect(await Promise.all(scripts().map((script) => ran(`cd ${folder}\n${script}`)))).toEqual([0, 0]);
  });

  it('does not with rules that let everything through', async () => {
    write('min: 99', 'min: 50');
    expect(await Promise.all(scripts().map((script) => ran(`cd ${folder}\n${script}`)))).toEqual([0, 1]);
  });
});

describe('the recipe for GitLab', () => {
  it('does not take the success of before for its own', async () => {
    const { release } = recipe('GitLab') as { release: { script: readonly string[] } };
    expect(await ran(release.script.join('\n'))).toBe(4);
    // another revision was seen before
    expect(await ran(release.script.join('\n').replace(/BEFORE=.*/, 'BEFORE=old'))).toBe(0);
  });
});

describe('the recipe for Flux', () => {
  it('is a command that the program understands', async () => {
    const { command } = recipe('Flux, after a deployment') as { command: readonly string[] };
    expect(await ran(command.join(' ').replace('$(IMAGE)', IMAGE))).toBe(0);
  });
});
