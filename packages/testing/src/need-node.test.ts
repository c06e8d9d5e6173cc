import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';

const script = readFileSync(new URL('../../../scripts/need-node.cjs', import.meta.url), 'utf8');

function runOn(version: string) {
  const told: string[] = [];
  let code = 0;
  const process = {
    versions: { node: version },
    stderr: { write: (text: string) => told.push(text) },
    exit: (given: number) => {
      code = given;
    },
  };
  runInNewContext(script, { process });
  return { code, told };
}

describe('the check of Node', () => {
  it.each(['24.0.0', '25.1.0', '100.0.0'])('lets %s pass', (version) => {
    expect(runOn(version)).toEqual({ code: 0, told: [] });
  });

  it.each(['12.22.12', '20.20.2', '23.11.0'])('stops %s with one sentence that says what is needed', (version) => {
    expect(runOn(version)).toEqual({
      code: 1,
      told: [expect.stringMatching(new RegExp(`^Node 24 or later is needed, and this is ${version}: .*\n$`))],
    });
  });

  it.each(['need-node.cjs', 'start.cjs'])('can be read by an old Node, as %s can', (name) => {
    const source = readFileSync(new URL(`../../../scripts/${name}`, import.meta.url), 'utf8');
    expect(source).not.toMatch(/=>|\b(const|let)\b|\?\.|`\$|\?\?/);
  });
});
