import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { COMMANDS } from '../commands.ts';
import { installedFiles } from './files.ts';

const ARTIFACTS = new URL('../../../../artifacts/', import.meta.url);

describe('what is written from the verbs', () => {
  it.each([...installedFiles()])('%s is what npm run man writes', (path, text) => {
    expect(readFileSync(new URL(path, ARTIFACTS), 'utf8')).toBe(text);
  });

  it('is all there is of man pages, one of each verb', () => {
    const pages = readdirSync(new URL('man/', ARTIFACTS));
    expect(pages).toHaveLength(COMMANDS.length + 1);
    pages.forEach((name) => expect([...installedFiles().keys()]).toContain(`man/${name}`));
  });

  it('has for Krew what its index asks for', () => {
    const { metadata, spec } = parse(installedFiles().get('krew/flagger.yaml') ?? '') as {
      metadata: { name: string };
      spec: { version: string; platforms: readonly { sha256: string; bin: string }[] };
    };
    expect([metadata.name, spec.version]).toEqual(['flagger', expect.stringMatching(/^v\d+\.\d+\.\d+$/)]);
    spec.platforms.forEach(({ sha256, bin }) => {
      expect([sha256, bin]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), 'kubectl-flagger']);
    });
  });

  it('takes in k9s keys that are bound there too, such as Shift-A: it leaves out what does not say so', () => {
    const { plugins } = parse(installedFiles().get('k9s/plugins.yaml') ?? '') as {
      plugins: Readonly<Record<string, { override?: boolean }>>;
    };
    expect(Object.keys(plugins).length).toBeGreaterThan(3);
    Object.entries(plugins).forEach(([name, { override }]) => expect([name, override]).toEqual([name, true]));
  });

  it('calls in k9s verbs that there are', () => {
    const called =
      installedFiles()
        .get('k9s/plugins.yaml')
        ?.match(/kubectl-flagger \w+/g) ?? [];
    expect(called.length).toBeGreaterThan(3);
    called.forEach((line) => expect(COMMANDS.map(({ name }) => `kubectl-flagger ${name}`)).toContain(line));
  });
});
