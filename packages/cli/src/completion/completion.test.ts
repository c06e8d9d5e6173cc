import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { house, typed } from '../../test/house.ts';
import { aCanary } from '../../test/objects.ts';
import { EXIT } from '../exit.ts';
import { SCRIPTS } from './scripts.ts';

const cluster = house();
beforeAll(() => cluster.put(aCanary()));

const proposed = async (line: string): Promise<readonly string[]> =>
  (await cluster.type(`__complete ${line}`)).out
    .split('\n')
    .slice(0, -1)
    .map((each) => each.replace(/\t.*/, ''));

describe('__complete', () => {
  it.each([
    ['ro', ['rollback', ':4']],
    ['gate ""', ['list', 'open', 'close', ':4']],
    ['promote --skip', ['--skip-analysis', ':4']],
    ['get -o ""', ['json', 'yaml', 'wide', 'name', ':4']],
    ['why -n test ""', ['podinfo', ':4']],
    ['why -n test pod', ['podinfo', ':4']],
    ['why -n test podinfo ""', [':4']],
    ['why -n elsewhere ""', [':4']],
    ['lint ""', [':0']],
    ['replay -f ""', [':0']],
    ['completion z', ['zsh', ':4']],
    ['dance ""', [':4']],
  ])('of %s proposes %j', async (line, expected) => {
    expect(await proposed(line)).toEqual(expected);
  });

  it('says nothing where no cluster answers', async () => {
    expect(await typed('__complete why ""', { KUBECONFIG: '/nowhere' })).toEqual({
      code: EXIT.done,
      out: ':4\n',
      told: '',
    });
  });
});

describe('the script of a shell', () => {
  const folder = mkdtempSync(join(tmpdir(), 'flagger-completion-'));
  const program = join(folder, 'kubectl-flagger');
  beforeAll(() => {
    writeFileSync(program, '#!/bin/sh\necho "$@" >> "$0.asked"\nprintf "promote\\tsays\\nprune\\tsays\\n:4\\n"\n');
    chmodSync(program, 0o755);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  const environment = { PATH: `${folder}:${process.env['PATH'] ?? ''}` };

  it('of bash proposes what __complete does', () => {
    const script = `${SCRIPTS['bash'] ?? ''}
COMP_WORDS=(kubectl-flagger pr); COMP_CWORD=1; _kubectl_flagger; echo "\${COMPREPLY[@]}"; complete -p kubectl-flagger`;
    const out = execFileSync('bash', ['-c', script], { env: environment, encoding: 'utf8' });
    expect(out).toBe('promote prune\ncomplete -F _kubectl_flagger kubectl-flagger\n');
  });

  it('of kubectl hands its words on', () => {
    const out = execFileSync('sh', ['-c', SCRIPTS['kubectl'] ?? '', 'kubectl_complete-flagger', 'pr'], {
      env: environment,
      encoding: 'utf8',
    });
    expect(out).toBe('promote\tsays\nprune\tsays\n:4\n');
  });

  it.each(Object.keys(SCRIPTS))('of %s is printed', async (shell) => {
    expect(await typed(`completion ${shell}`, {})).toEqual({ code: EXIT.done, out: SCRIPTS[shell], told: '' });
  });

  it('is none of another shell', async () => {
    expect((await typed('completion tcsh', {})).code).toBe(EXIT.usage);
  });
});
