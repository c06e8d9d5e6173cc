import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SCRIPTS } from './scripts.ts';

const folder = mkdtempSync(join(tmpdir(), 'flagger-shells-'));
const program = join(folder, 'kubectl-flagger');
const asked = `${program}.asked`;

/** Stands for the program: writes down how it was called, and proposes two verbs, or says that files are meant. */
const PROGRAM = `#!/bin/sh
for word in "$@"; do printf '[%s]' "$word"; done >> "$0.asked"; echo >> "$0.asked"
case "$*" in *lint*) printf ':0\\n' ;; *) printf 'promote\\tsays: one\\nprune\\tsays\\n:4\\n' ;; esac
`;

beforeAll(() => {
  writeFileSync(program, PROGRAM);
  chmodSync(program, 0o755);
  writeFileSync(join(folder, 'canary.yaml'), '');
});
beforeEach(() => rmSync(asked, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

const env = {
  ...process.env,
  PATH: `${folder}:${process.env['PATH'] ?? ''}`,
  TERM: 'dumb',
  HOME: folder,
  ZDOTDIR: folder,
};
const ran = (shell: string, ...words: readonly string[]): string =>
  execFileSync(shell, words, { cwd: folder, env, encoding: 'utf8' });
const calls = (): readonly string[] => readFileSync(asked, 'utf8').trim().split('\n');

/** Skipped under a name that says so where the shell is not installed. */
const withShell = (shell: string, tests: () => void): void =>
  spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0
    ? describe(`completion in ${shell}`, tests)
    : describe.skip(`completion in ${shell} (left out: no ${shell} on the PATH)`, tests);

withShell('zsh', () => {
  /** Types into a zsh that has a terminal, of util-linux's script: there is no other way to press the tab key. */
  const typed = (keys: string): void => {
    const settings = `autoload -U compinit; compinit -u -D\n${SCRIPTS['zsh'] ?? ''}`;
    writeFileSync(join(folder, '.zshrc'), settings);
    execFileSync('script', ['-qec', 'zsh -i', '/dev/null'], { cwd: folder, env, input: `${keys}\nexit\n` });
  };

  it('completes a verb', () => {
    typed('kubectl-flagger prom\t');
    expect(calls()).toEqual(['[__complete][prom]', '[promote]']);
  });

  it('hands an empty word on', () => {
    typed('kubectl-flagger why -n test \t');
    expect(calls()[0]).toBe('[__complete][why][-n][test][]');
  });

  it('completes files where the verb takes some', () => {
    typed('kubectl-flagger lint can\t');
    expect(calls().at(-1)).toBe('[lint][canary.yaml]');
  });
});

withShell('fish', () => {
  const proposed = (line: string): readonly string[] =>
    ran('fish', '-c', `${SCRIPTS['fish'] ?? ''}\ncomplete -C '${line}'`)
      .trim()
      .split('\n');

  it('proposes verbs with what they say, and no files', () => {
    expect(proposed('kubectl-flagger pr')).toEqual(['promote\tsays: one', 'prune\tsays']);
    expect(calls()).toEqual(['[__complete][pr]']);
  });

  it('hands an empty word on', () => {
    proposed('kubectl-flagger why -n test ');
    expect(calls()).toEqual(['[__complete][why][-n][test][]']);
  });

  it('proposes files where the verb takes some', () => {
    expect(proposed('kubectl-flagger lint can')).toEqual(['canary.yaml']);
  });
});

withShell('pwsh', () => {
  const proposed = (line: string): readonly string[] =>
    ran(
      'pwsh',
      '-NoProfile',
      '-Command',
      `${SCRIPTS['powershell'] ?? ''}\n(TabExpansion2 '${line}' ${line.length}).CompletionMatches.CompletionText`,
    )
      .trim()
      .split(/\r?\n/);

  it('proposes verbs', () => {
    expect(proposed('kubectl-flagger pr')).toEqual(['promote', 'prune']);
    expect(calls()).toEqual(['[__complete][pr]']);
  });
});
