import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

interface Locked {
  readonly link?: boolean;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
}

const textAt = (path: string): string => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const { packages } = JSON.parse(textAt('package-lock.json')) as { readonly packages: Readonly<Record<string, Locked>> };

/** What npm fetches: everything below a node_modules that is no link to a folder of ours. */
const fetched = Object.entries(packages).filter(([path, { link }]) => path.includes('node_modules/') && link !== true);

/** Binaries for other machines, which not every registry serves: npm leaves their digests out. */
const isForOtherMachines = ({ optional, os, cpu }: Locked): boolean =>
  optional === true && (os !== undefined || cpu !== undefined);

describe('package-lock.json', () => {
  it('has the digest of everything that is fetched, so that nothing else is installed', () => {
    const without = fetched.filter(([, each]) => each.integrity === undefined);
    expect(fetched.length).toBeGreaterThan(500);
    expect(without.filter(([, each]) => !isForOtherMachines(each)).map(([path]) => path)).toEqual([]);
    expect(without.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('has digests that nobody can forge', () => {
    const weak = fetched.filter(
      ([, { integrity }]) => integrity !== undefined && !/^sha(512|384|256)-/.test(integrity),
    );
    expect(weak.map(([path]) => path)).toEqual([]);
  });
});

describe('.npmrc', () => {
  it('lets no package run a script while it is installed', () => {
    expect(textAt('.npmrc').split('\n')).toContain('ignore-scripts=true');
  });
});
