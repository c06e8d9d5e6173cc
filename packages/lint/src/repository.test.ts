import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readManifests } from './input/read.ts';
import { lint } from './lint.ts';

const root = new URL('../../../', import.meta.url);
const folders = ['artifacts/examples', 'artifacts/canaries', 'artifacts/workloads'];
const files = folders.flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`),
);
const read = (file: string) => readManifests(file, readFileSync(new URL(file, root), 'utf8'));

describe('what we hand out', () => {
  it.each(files)('has no errors: %s', (file) => {
    const { manifests, unreadable } = read(file);
    expect(manifests.length).toBeGreaterThan(0);
    expect(lint({ manifests, unreadable }).filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('warns of nothing in artifacts/examples', () => {
    const all = files.filter((file) => file.startsWith('artifacts/examples')).map(read);
    const findings = lint({ manifests: all.flatMap(({ manifests }) => manifests) });
    expect(findings.filter(({ level }) => level !== 'info')).toEqual([]);
  });
});
